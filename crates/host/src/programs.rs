//! Scripts with what they are run with, sent to a worker once and named by a number from then on.
//!
//! A number stands for one content: what a tenant calls its versions decides nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use connector_contract::{Env, Script};
use connector_runtime::{Job, Place};

use crate::frame::{self, Order, Program};

/// Programs that the parent remembers: so many, with so many bytes of source and env together. Beyond either all are
/// forgotten, and sent anew.
const REMEMBERED: usize = 65_536;
const REMEMBERED_BYTES: usize = 128 * 1024 * 1024;
/// What one worker is given to remember: so many, with so many bytes of source and env together.
const TOLD: usize = 4_096;
const TOLD_BYTES: usize = 64 * 1024 * 1024;

/// A script, its place and its env.
#[derive(Debug)]
pub(crate) struct Known {
    number: u64,
    place: Place,
    script: Script,
    env: Env,
}

impl Known {
    /// The number that stands for it.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The order that tells a worker of it.
    fn frame(&self) -> io::Result<Vec<u8>> {
        let program = Program {
            number: self.number,
            place: Cow::Borrowed(&self.place),
            script: Cow::Borrowed(&self.script),
            env: Cow::Borrowed(&self.env),
        };
        frame::encode(&Order::Program(Box::new(program)))
    }

    fn bytes(&self) -> usize {
        let env = self.env.iter().map(|(key, value)| key.len() + value.len());
        self.script.source().len() + env.sum::<usize>()
    }
}

/// The programs of a host.
#[derive(Default)]
pub(crate) struct Programs(Mutex<Table>);

#[derive(Default)]
struct Table {
    /// By tenant and connection, one for each file: a new env takes the old one's place.
    known: HashMap<String, HashMap<String, Vec<Arc<Known>>>>,
    numbers: u64,
    count: usize,
    bytes: usize,
}

impl Programs {
    /// The program of a job, under the number of the same one before or under a new one.
    pub(crate) fn of(&self, place: &Place, job: &Job) -> Arc<Known> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let named = |known: &Arc<Known>| known.script.name() == job.script.name();
        let found = table.known.get(&place.tenant);
        let found = found.and_then(|connections| connections.get(&place.connection));
        let found = found.and_then(|all| all.iter().find(|known| named(known)));
        if let Some(known) = found
            && known.place == *place
            && known.script == job.script
            && known.env == job.env
        {
            return Arc::clone(known);
        }
        table.numbers += 1;
        let known = Arc::new(Known {
            number: table.numbers,
            place: place.clone(),
            script: job.script.clone(),
            env: job.env.clone(),
        });
        if table.count >= REMEMBERED || table.bytes + known.bytes() > REMEMBERED_BYTES {
            table.known.clear();
            (table.count, table.bytes) = (0, 0);
        }
        let connections = table.known.entry(place.tenant.clone()).or_default();
        let all = connections.entry(place.connection.clone()).or_default();
        let gone = all.iter().position(named).map(|at| all.swap_remove(at));
        all.push(Arc::clone(&known));
        table.count += usize::from(gone.is_none());
        table.bytes += known.bytes();
        table.bytes -= gone.map_or(0, |gone| gone.bytes());
        known
    }
}

/// What one worker has been told of.
#[derive(Default)]
pub(crate) struct Told {
    numbers: HashSet<u64>,
    bytes: usize,
}

impl Told {
    /// The frames that must go to the worker before it can serve this program: mostly none.
    pub(crate) fn before(&mut self, program: &Known) -> io::Result<Vec<u8>> {
        if self.numbers.contains(&program.number) {
            return Ok(Vec::new());
        }
        // First: where this fails, nothing must have been forgotten.
        let frame = program.frame()?;
        let mut frames = Vec::new();
        let bytes = self.bytes + program.bytes();
        if self.numbers.len() >= TOLD || bytes > TOLD_BYTES {
            frames = frame::encode(&Order::Forget)?;
            *self = Self::default();
        }
        frames.extend(frame);
        self.numbers.insert(program.number);
        self.bytes += program.bytes();
        Ok(frames)
    }
}

#[cfg(test)]
mod tests {
    use connector_contract::{Action, Invocation};
    use serde_json::Value;

    use super::*;

    fn place(tenant: &str) -> Place {
        Place {
            tenant: tenant.into(),
            connection: "main".into(),
            env_version: "1".into(),
        }
    }

    fn job(name: &str, source: &str, value: &str) -> Job {
        let mut env = Env::new();
        env.set("KEY", value);
        Job {
            script: Script::new(name, source, usize::MAX).unwrap(),
            env,
            invocation: Invocation::new(Action::GetUser, Vec::new(), Value::Null),
        }
    }

    #[test]
    fn a_number_stands_for_one_content() {
        let programs = Programs::default();
        let number = |place: &Place, job: &Job| programs.of(place, job).number();
        let (acme, other) = (place("acme"), place("other"));
        let first = number(&acme, &job("a.js", "1", "x"));
        assert_eq!(number(&acme, &job("a.js", "1", "x")), first);
        let mut seen = vec![first];
        for (place, job) in [
            (&other, job("a.js", "1", "x")),
            (&acme, job("b.js", "1", "x")),
            (&acme, job("a.js", "2", "x")),
            (&acme, job("a.js", "2", "y")),
            // The first again, after others in its place: it may have a number of its own, and no other's.
            (&acme, job("a.js", "1", "x")),
        ] {
            let found = number(place, &job);
            assert!(!seen.contains(&found), "{found} in {seen:?}");
            seen.push(found);
        }
        let table = programs.0.lock().unwrap();
        let all = table.known.values().flat_map(HashMap::values).flatten();
        assert_eq!(table.count, all.clone().count());
        assert_eq!(table.count, 3);
        assert_eq!(table.bytes, all.map(|known| known.bytes()).sum::<usize>());
    }

    #[test]
    fn an_env_that_changes_again_and_again_is_remembered_once() {
        let programs = Programs::default();
        let mut seen = HashSet::new();
        let large = "x".repeat(REMEMBERED_BYTES / 8);
        for version in 0..20 {
            let place = Place {
                env_version: version.to_string(),
                ..place("acme")
            };
            let known = programs.of(&place, &job("a.js", "1", &large));
            assert!(seen.insert(known.number()));
            assert_eq!(known.place, place);
        }
        assert_eq!(programs.0.lock().unwrap().count, 1);
        // Many tenants together are bounded as well.
        for tenant in 0..20 {
            programs.of(&place(&tenant.to_string()), &job("a.js", "1", &large));
            assert!(programs.0.lock().unwrap().bytes <= REMEMBERED_BYTES);
        }
    }

    #[test]
    fn a_worker_is_told_once_and_forgets_all_at_once() {
        let programs = Programs::default();
        let mut told = Told::default();
        let large = "x".repeat(TOLD_BYTES / 3);
        let of =
            |tenant: &str, source: &str| programs.of(&place(tenant), &job("a.js", source, "x"));
        let (first, second, third) = (of("a", &large), of("b", "1"), of("c", &large));
        for program in [&first, &second, &third] {
            assert!(!told.before(program).unwrap().is_empty());
            assert!(told.before(program).unwrap().is_empty());
        }
        let one_too_many = of("d", &large);
        let frames = told.before(&one_too_many).unwrap();
        let forget = frame::encode(&Order::Forget).unwrap();
        assert!(frames.starts_with(&forget) && frames.len() > large.len());
        assert!(told.before(&one_too_many).unwrap().is_empty());
        assert!(!told.before(&first).unwrap().starts_with(&forget));
        assert!(told.before(&first).unwrap().is_empty());
        assert!(!told.before(&second).unwrap().is_empty());
    }
}
