//! What is made of how a call ended: fail closed, data forges nothing, no secret gets out.

use std::time::Duration;

use connector_contract::{
    Action, Cause, Ending, Env, Evidence, Invocation, LogLevel, LogLine, Outcome, Phase, Position,
    Receipt, Redactor, Returned, Script, Status, Termination, TerminationCause, Thrown, ThrownKind,
    classify,
};
use serde_json::Value;

use crate::dice::Dice;

/// Texts that mean something to the judge, and parts of them.
const WORDS: &[&str] = &[
    "User not exists!",
    "User not exists",
    "user allready exists",
    "User already exists!",
    "Password is not valid!",
    "USER_NOT_FOUND",
    "USER_ALREADY_EXISTS",
    "INVALID_PASSWORD",
    "Please implement the Find User script for this database connection",
    "Execute query failed: ",
    "User",
    " not ",
    "exists!",
    ": ",
    "id",
    "1",
    "totalCount",
    "list",
    "password",
    "email",
    "null",
    "true",
    "{\"id\":1}",
    SECRET,
];

const SECRET: &str = "s3cr3t-of-the-database";

const ACTIONS: &[Action] = &[
    Action::Login,
    Action::GetUser,
    Action::SearchUser,
    Action::CreateUser,
    Action::UpdateUser,
    Action::DeleteUser,
    Action::ListUsers,
    Action::ValidatePassword,
];

/// Judges a made-up ending.
pub(crate) fn run(bytes: &[u8]) {
    let dice = &mut Dice::new(bytes);
    let invocation = invocation(dice);
    // What the checks refuse never runs; what runs may all the same have any ending.
    let _ = invocation.check();
    let ending = ending(dice);
    let evidence = Evidence {
        database_errors: (0..dice.below(3)).map(|_| phrase(dice)).collect(),
        incomplete: dice.below(4) == 3,
    };
    let verdict = classify(&invocation, &ending, &evidence);
    let status = verdict.status;
    fail_closed(&invocation, &ending, &evidence, status);

    let script = Script::new("updateUser.js", "let a;\nlet b;\nthrow a;\n", 1_000);
    let script = script.expect("a script");
    let mut env = Env::new();
    env.set(Env::DB_PASSWORD, SECRET);
    env.set("TOKEN", "nothing");
    let redactor = Redactor::new(&env, &invocation);
    let logs = vec![LogLine {
        level: LogLevel::Info,
        message: phrase(dice),
    }];
    let receipt = Receipt::default();
    let outcome = Outcome::new(&invocation, &script, verdict, receipt, logs, &redactor);
    assert_eq!(outcome.status, status);
    let is_good = matches!(status, Status::Success | Status::Unchanged);
    assert_eq!(outcome.value.is_some(), is_good, "{status:?}");
    assert_eq!(outcome.error.is_none(), is_good, "{status:?}");
    let told = serde_json::to_string(&outcome.error).expect("an error is JSON")
        + &serde_json::to_string(&outcome.logs).expect("lines are JSON");
    assert!(!told.contains(SECRET), "{told}");
    let text = serde_json::to_string(&outcome).expect("an outcome is JSON");
    let read: Outcome = serde_json::from_str(&text).expect("and reads as one");
    assert_eq!(serde_json::to_string(&read).ok(), Some(text));
}

/// Success only for a value that came back; a refusal never for what data may have put there.
fn fail_closed(invocation: &Invocation, ending: &Ending, evidence: &Evidence, status: Status) {
    let returned = matches!(ending, Ending::Returned(Returned::Json(_)));
    if matches!(status, Status::Success | Status::Unchanged) {
        assert!(returned, "{status:?} of {ending:?}");
    }
    let Ending::Threw(thrown) = ending else {
        return;
    };
    let refused = matches!(
        status,
        Status::NotFound | Status::AlreadyExists | Status::InvalidPassword
    );
    if !refused {
        return;
    }
    assert!(!evidence.incomplete || thrown.code.is_some() || !thrown.causes.is_empty());
    let forged = |text: &str| {
        !text.is_empty()
            && (evidence.database_errors.iter().any(|said| said == text)
                || invocation.arguments.iter().any(|given| holds(given, text))
                || holds(&invocation.context, text))
    };
    let own = std::iter::once(&thrown.message).chain(thrown.causes.iter().map(|c| &c.message));
    let codes = std::iter::once(&thrown.code).chain(thrown.causes.iter().map(|c| &c.code));
    let all_forged = own.clone().all(|text| text.is_empty() || forged(text))
        && codes.flatten().all(|code| forged(code));
    assert!(!all_forged, "{status:?} of {thrown:?}, all of it data");
}

/// Whether a text of the value, or a key, is this one.
fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(all) => all.iter().any(|one| holds(one, text)),
        Value::Object(all) => all.iter().any(|(key, one)| key == text || holds(one, text)),
        _ => false,
    }
}

fn phrase(dice: &mut Dice<'_>) -> String {
    (0..dice.below(4)).map(|_| dice.word(WORDS)).collect()
}

fn invocation(dice: &mut Dice<'_>) -> Invocation {
    let action = dice.pick(ACTIONS);
    let count = match dice.below(8) {
        0 => dice.below(4),
        _ => action.parameters().len(),
    };
    let arguments = (0..count)
        .map(|_| match dice.below(3) {
            0 => Value::String(phrase(dice)),
            1 => Value::Object(dice.object(WORDS)),
            _ => dice.json(WORDS),
        })
        .collect();
    let context = match dice.below(3) {
        0 => Value::Null,
        1 => Value::Object(dice.object(WORDS)),
        _ => dice.json(WORDS),
    };
    Invocation::new(action, arguments, context)
}

fn thrown(dice: &mut Dice<'_>) -> Thrown {
    let optional = |dice: &mut Dice<'_>| (dice.below(3) == 0).then(|| phrase(dice));
    Thrown {
        kind: match dice.below(6) {
            0..=2 => ThrownKind::Error,
            3 => ThrownKind::String,
            4 => ThrownKind::Null,
            _ => ThrownKind::Other {
                type_name: dice.text(20),
            },
        },
        name: dice.word(&["Error", "TypeError", "error", ""]),
        message: phrase(dice),
        code: optional(dice),
        stack: optional(dice),
        position: (dice.below(2) == 1).then(|| Position {
            file: dice.word(&["updateUser.js"]),
            line: u32::from(dice.byte()),
            column: u32::from(dice.byte()),
        }),
        causes: (0..dice.below(3))
            .map(|_| Cause {
                message: phrase(dice),
                code: optional(dice),
            })
            .collect(),
        details: dice.object(WORDS),
    }
}

fn ending(dice: &mut Dice<'_>) -> Ending {
    let phases = [
        Phase::Queued,
        Phase::Loading,
        Phase::Running,
        Phase::Query,
        Phase::Returning,
    ];
    match dice.below(12) {
        0..=2 => Ending::Returned(Returned::Json(match dice.below(3) {
            0 => dice.text(300),
            1 => Value::Object(dice.object(WORDS)).to_string(),
            _ => dice.json(WORDS).to_string(),
        })),
        3 => Ending::Returned(Returned::Undefined),
        4 => Ending::Returned(Returned::Unserialisable {
            reason: phrase(dice),
        }),
        5 => Ending::NotCompiled(thrown(dice)),
        6 => Ending::FailedToLoad(thrown(dice)),
        7 => Ending::Missing {
            defined: (0..dice.below(3)).map(|_| dice.text(20)).collect(),
        },
        8 => Ending::Terminated(Termination {
            cause: dice.pick(&[
                TerminationCause::Wall,
                TerminationCause::Cpu,
                TerminationCause::Heap,
                TerminationCause::Buffers,
                TerminationCause::Output,
                TerminationCause::Cancelled,
            ]),
            phase: dice.pick(&phases),
            spent: Duration::from_millis(u64::from(dice.byte()) * 50),
        }),
        9 => match dice.below(2) {
            0 => Ending::Crashed {
                detail: phrase(dice),
            },
            _ => Ending::Stalled {
                phase: dice.pick(&phases),
            },
        },
        _ => Ending::Threw(thrown(dice)),
    }
}
