//! Cycles in a directed graph: its strongly connected components, and the edges that close a cycle. Iterative, since
//! paths have no maximum length.

use std::collections::HashSet;
use std::mem;

/// The maximum number of times that the first edge of each cycle is cut. Cycles that are nested more deeply are cut
/// at all their edges.
const MAX_ROUNDS: usize = 16;

/// The targets of the edges of each node. Nodes are numbered from 0.
pub(super) type Edges = Vec<Vec<usize>>;

/// The strongly connected components by Kosaraju's algorithm: a number per node, the same for nodes that reach each
/// other.
pub(super) fn component_numbers(edges: &Edges) -> Vec<usize> {
    let count = edges.len();
    let mut back = vec![Vec::new(); count];
    for (node, targets) in edges.iter().enumerate() {
        for target in targets {
            if let Some(back) = back.get_mut(*target) {
                back.push(node);
            }
        }
    }
    let mut seen = vec![false; count];
    let order: Vec<usize> = (0..count)
        .flat_map(|node| postorder(node, edges, &mut seen))
        .collect();
    let mut seen = vec![false; count];
    let mut component_numbers = vec![0; count];
    for (component_number, node) in order.into_iter().rev().enumerate() {
        for member in postorder(node, &back, &mut seen) {
            if let Some(own) = component_numbers.get_mut(member) {
                *own = component_number;
            }
        }
    }
    component_numbers
}

/// The nodes that are first reached from `from`, in postorder.
pub(super) fn postorder(from: usize, edges: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut postorder = Vec::new();
    let mut is_new = |node: usize| {
        let seen = seen.get_mut(node);
        seen.is_some_and(|seen| !mem::replace(seen, true))
    };
    let targets = |node: usize| edges.get(node).into_iter().flatten().copied();
    if !is_new(from) {
        return postorder;
    }
    let mut path = vec![(from, targets(from))];
    while let Some((node, rest)) = path.last_mut() {
        match rest.next() {
            Some(next) if is_new(next) => path.push((next, targets(next))),
            Some(_) => {}
            None => {
                postorder.push(*node);
                path.pop();
            }
        }
    }
    postorder
}

/// For each node, the targets of its edges that close a cycle. Without these edges, no node reaches itself. A cycle
/// is cut at its first node for which `can_cut` is true, if it has one.
pub(super) fn closing_edges(mut edges: Edges, can_cut: &[bool]) -> Vec<HashSet<usize>> {
    let mut closing = vec![HashSet::new(); edges.len()];
    for round in 0.. {
        let components = component_numbers(&edges);
        let component = |node: usize| components.get(node).copied();
        let mut cut = HashSet::new();
        let nodes = edges.iter_mut().zip(&mut closing).zip(can_cut).enumerate();
        for (node, ((targets, closing), can_cut)) in nodes {
            if !can_cut {
                continue;
            }
            let closes = |target: &usize| component(*target) == component(node);
            if targets.iter().any(closes) && (cut.insert(component(node)) || round == MAX_ROUNDS) {
                closing.extend(targets.extract_if(.., |target| closes(target)));
            }
        }
        if cut.is_empty() {
            break;
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::closing_edges;

    fn cut(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edges = edges.iter().map(|targets| targets.to_vec()).collect();
        let closing = closing_edges(edges, &[true; 4]).into_iter();
        closing
            .map(|targets| targets.into_iter().collect())
            .collect()
    }

    #[test]
    fn a_cycle_is_cut_at_its_first_node() {
        assert_eq!(
            cut(&[&[1], &[2], &[0, 3], &[]]),
            [vec![1], vec![], vec![], vec![]]
        );
        assert_eq!(cut(&[&[0]]), [vec![0]]);
        assert_eq!(cut(&[&[1], &[2, 0], &[1]]), [vec![1], vec![2], vec![],]);
    }

    #[test]
    fn nested_cycles_are_cut_at_all_edges() {
        let count = 100;
        let all: Vec<usize> = (0..count).collect();
        let closing = closing_edges(vec![all; count], &[true; 100]);
        assert!(closing.iter().all(|targets| !targets.is_empty()));
    }
}
