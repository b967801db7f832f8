//! The processor time and the memory of the compiler, from the files of Linux that describe processes.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

/// The interval between two readings. Neither figure ever falls, so only what a process needs in the last interval of its
/// life can be missed.
const INTERVAL: Duration = Duration::from_millis(5);

/// The unit of processor time in the files: a hundredth of a second.
const TICK: Duration = Duration::from_millis(10);

/// The needs of the processes that Cargo has started.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    /// The processor time of all processes, which hardly depends on what else the machine does.
    pub(super) processor: Duration,
    /// The memory of the largest process, in bytes.
    pub(super) memory: u64,
}

/// Waits for `cargo`. `None` if no process of it was seen, as on other systems than Linux.
pub(super) fn wait(cargo: &mut Child) -> io::Result<Option<Usage>> {
    let mut processes: HashMap<u32, Usage> = HashMap::new();
    while cargo.try_wait()?.is_none() {
        for process in children(cargo.id()) {
            if let Some(usage) = usage(process) {
                processes.insert(process, usage);
            }
        }
        sleep(INTERVAL);
    }
    Ok(processes.into_values().reduce(|one, other| Usage {
        processor: one.processor + other.processor,
        memory: one.memory.max(other.memory),
    }))
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

/// The needs of a process so far; `None` if it has ended.
fn usage(process: u32) -> Option<Usage> {
    let read = |name| fs::read_to_string(format!("/proc/{process}/{name}")).ok();
    Some(Usage {
        processor: parse_time(&read("stat")?)?,
        memory: parse_peak(&read("status")?)?,
    })
}

/// The time in user mode and in the system. The name of the process, which may contain spaces, is in parentheses.
fn parse_time(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    let (user, system) = (ticks()?, ticks()?);
    TICK.checked_mul(user.checked_add(system)?)
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
    use std::time::Duration;

    use super::{parse_peak, parse_time};

    #[test]
    fn time_is_that_in_user_mode_and_in_the_system() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 9 9 20 0 1 0 1 1 1";
        assert_eq!(parse_time(stat), Some(Duration::from_secs(3)));
        assert_eq!(parse_time("7 (a) S 1"), None);
    }

    #[test]
    fn peak_is_read_from_the_status_of_a_process() {
        let status = "Name:\trustc\nVmPeak:\t  900 kB\nVmHWM:\t  123 kB\nVmRSS:\t  100 kB\n";
        assert_eq!(parse_peak(status), Some(123 * 1024));
        assert_eq!(parse_peak("Name:\trustc\n"), None);
    }
}
