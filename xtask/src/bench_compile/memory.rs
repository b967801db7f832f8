//! The memory of the compiler, from the files of Linux that describe processes.

use std::fs;
use std::io;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

/// The interval between two readings. The peak of a process never falls, so only what it needs in the last interval of
/// its life can be missed.
const INTERVAL: Duration = Duration::from_millis(5);

/// Waits for `cargo`, and returns the largest memory of a process that it has started, in bytes. `None` if no such
/// process was seen, as on other systems than Linux.
pub(super) fn rustc_peak(cargo: &mut Child) -> io::Result<Option<u64>> {
    let mut peak = None;
    while cargo.try_wait()?.is_none() {
        let memory = children(cargo.id()).into_iter().filter_map(peak_of);
        peak = peak.max(memory.max());
        sleep(INTERVAL);
    }
    Ok(peak)
}

/// The processes that the threads of a process have started and that still run.
fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    let lists = threads.filter_map(|thread| {
        let list = thread.ok()?.path().join("children");
        fs::read_to_string(list).ok()
    });
    let ids = lists.flat_map(|list| {
        let ids = list.split_whitespace().filter_map(|id| id.parse().ok());
        ids.collect::<Vec<_>>()
    });
    ids.collect()
}

/// The peak of a process in bytes; `None` if it has ended.
fn peak_of(process: u32) -> Option<u64> {
    parse_peak(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

fn parse_peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::parse_peak;

    #[test]
    fn peak_is_read_from_the_status_of_a_process() {
        let status = "Name:\trustc\nVmPeak:\t  900 kB\nVmHWM:\t  123 kB\nVmRSS:\t  100 kB\n";
        assert_eq!(parse_peak(status), Some(123 * 1024));
        assert_eq!(parse_peak("Name:\trustc\n"), None);
    }
}
