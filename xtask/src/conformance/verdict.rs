//! The result of each scenario: that of all ways to try it, and of the exceptions.

use super::documents::Specification;
use super::exceptions::{EXCEPTIONS, Exception, Scope};
use super::judge::Judgement;

/// The result of a scenario.
#[derive(Debug)]
pub(super) enum Verdict {
    Passed,
    /// The errors, and the reason if it is known.
    Failed(Vec<String>, Option<&'static str>),
    /// The reason why OpenAPI does not express the scenario.
    NotExpressible(&'static str),
}

/// The results of a specification.
#[derive(Debug)]
pub(super) struct Results<'a> {
    pub(super) specification: &'a Specification,
    pub(super) verdicts: Vec<(&'a str, Verdict)>,
    /// The number of scenarios with hand-written calls.
    pub(super) called: usize,
}

/// Returns the results of all specifications, and the exceptions that no scenario needs.
pub(super) fn results<'a>(
    specifications: &'a [Specification],
    judgement: &Judgement,
) -> (Vec<Results<'a>>, Vec<&'static Exception>) {
    let mut unused: Vec<&Exception> = EXCEPTIONS.iter().collect();
    let mut all = Vec::new();
    for specification in specifications {
        let mut called = 0;
        let mut verdicts = Vec::new();
        for scenario in &specification.scenarios {
            let name = scenario.as_str();
            let calls = judgement.calls.get(name);
            called += usize::from(calls.is_some());
            let mut errors: Vec<String> = Vec::new();
            errors.extend(
                calls
                    .into_iter()
                    .flatten()
                    .map(|error| format!("call: {error}")),
            );
            let from_calls = errors.len();
            let mut is_tried = calls.is_some();
            for (version, gateway) in &judgement.gateways {
                let found = gateway.get(name);
                is_tried |= found.is_some();
                let found = found.into_iter().flatten();
                errors.extend(found.map(|error| format!("gateway {version}: {error}")));
            }
            if !is_tried {
                errors.push("it was not tried".to_owned());
            }
            let exception = EXCEPTIONS.iter().find(|it| it.applies(name));
            let verdict = match exception {
                _ if errors.is_empty() => Verdict::Passed,
                Some(exception) => {
                    let has_passed = calls.is_some() && from_calls == 0;
                    let is_needed = exception.scope != Scope::Gateway || has_passed;
                    unused.retain(|it| !is_needed || !std::ptr::eq(*it, exception));
                    match exception.scope {
                        Scope::Document => Verdict::NotExpressible(exception.reason),
                        Scope::Generator => Verdict::Failed(errors, Some(exception.reason)),
                        Scope::Gateway if has_passed => Verdict::Passed,
                        Scope::Gateway => Verdict::Failed(errors, None),
                    }
                }
                None => Verdict::Failed(errors, None),
            };
            verdicts.push((name, verdict));
        }
        all.push(Results {
            specification,
            verdicts,
            called,
        });
    }
    (all, unused)
}
