//! Every action with every ending that is no return.

use std::time::Duration;

use connector_contract::{
    Action, Ending, Phase, Rule, Status, Termination, TerminationCause, Thrown, ThrownKind,
};

use crate::support::{invocation, judge};

fn terminated(cause: TerminationCause) -> Ending {
    Ending::Terminated(Termination {
        cause,
        phase: Phase::Query,
        spent: Duration::from_millis(4981),
    })
}

#[test]
fn endings_mean_the_same_to_all_actions() {
    let marker = || Thrown::error("Error", "User not exists!");
    for action in Action::ALL {
        for (ending, status, rule) in [
            (
                Ending::Threw(marker()),
                Status::NotFound,
                Rule::WholeMessage,
            ),
            (
                Ending::Threw(Thrown::error("TypeError", "x is not a function")),
                Status::ScriptError,
                Rule::Threw,
            ),
            // Nothing was looked up yet, so a text says nothing about users.
            (
                Ending::FailedToLoad(marker()),
                Status::ScriptError,
                Rule::TopLevelThrew,
            ),
            (
                Ending::NotCompiled(marker()),
                Status::ScriptError,
                Rule::SyntaxError,
            ),
            (
                Ending::Missing { defined: vec![] },
                Status::NotImplemented,
                Rule::MissingFunction,
            ),
            (
                terminated(TerminationCause::Wall),
                Status::Timeout,
                Rule::WallClock,
            ),
            (
                terminated(TerminationCause::Cpu),
                Status::CpuLimit,
                Rule::ProcessorTime,
            ),
            (
                terminated(TerminationCause::Heap),
                Status::MemoryLimit,
                Rule::Heap,
            ),
            (
                terminated(TerminationCause::Buffers),
                Status::MemoryLimit,
                Rule::Buffers,
            ),
            (
                terminated(TerminationCause::Output),
                Status::OutputLimit,
                Rule::ResultSize,
            ),
            (
                terminated(TerminationCause::Cancelled),
                Status::Cancelled,
                Rule::TakenBack,
            ),
            (
                Ending::Stalled {
                    phase: Phase::Running,
                },
                Status::Stalled,
                Rule::NothingUnderWay,
            ),
            (
                Ending::Crashed {
                    detail: String::new(),
                },
                Status::Crashed,
                Rule::WorkerDied,
            ),
        ] {
            let verdict = judge(&invocation(action), &ending);
            assert_eq!(
                (verdict.status, verdict.rule),
                (status, rule),
                "{action} {ending:?}"
            );
            assert!(verdict.value.is_none(), "{action} {ending:?}");
            let failure = verdict.failure.unwrap();
            assert!(
                !failure.message.is_empty() && !failure.public_message.is_empty(),
                "{action} {ending:?}"
            );
        }
    }
}

#[test]
fn host_messages_name_the_limit_the_phase_and_the_time() {
    let message = |ending: &Ending| {
        judge(&invocation(Action::UpdateUser), ending)
            .failure
            .unwrap()
            .message
    };
    assert_eq!(
        message(&terminated(TerminationCause::Wall)),
        "the wall-clock limit of 5s was reached while waiting for a query, 4.98 s after that began"
    );
    assert_eq!(
        message(&terminated(TerminationCause::Heap)),
        "the heap limit of 64MiB was reached while waiting for a query, 4.98 s after that began"
    );
    assert_eq!(
        message(&Ending::Crashed {
            detail: "killed by signal 9".to_owned()
        }),
        "the worker process died under the call: killed by signal 9"
    );
    assert_eq!(
        message(&Ending::Missing {
            defined: vec!["login".to_owned()]
        }),
        "the script does not define async function updateUser(id, updates, context); it defines login"
    );
}

#[test]
fn throws_of_every_kind_have_words() {
    let message = |kind, name: &str| {
        let thrown = Thrown {
            kind,
            name: name.to_owned(),
            ..Thrown::default()
        };
        let verdict = judge(&invocation(Action::Login), &Ending::Threw(thrown));
        assert_eq!(verdict.status, Status::ScriptError);
        verdict.failure.unwrap().message
    };
    assert_eq!(message(ThrownKind::Null, ""), "the script threw null");
    assert_eq!(
        message(ThrownKind::Undefined, ""),
        "the script threw undefined"
    );
    assert_eq!(
        message(ThrownKind::String, ""),
        "the script threw an empty string"
    );
    assert_eq!(
        message(
            ThrownKind::Other {
                type_name: "Proxy".to_owned()
            },
            ""
        ),
        "the script threw Proxy"
    );
    assert_eq!(
        message(ThrownKind::Error, "RangeError"),
        "the script threw RangeError without a message"
    );
}

#[test]
fn codes_of_the_host_are_its_own() {
    let code = |ending| {
        judge(&invocation(Action::Login), &ending)
            .failure
            .unwrap()
            .code
            .unwrap()
    };
    assert_eq!(
        code(terminated(TerminationCause::Wall)),
        "CONNECTOR_TIMEOUT"
    );
    assert_eq!(
        code(Ending::Stalled {
            phase: Phase::Running
        }),
        "CONNECTOR_STALLED"
    );
    assert_eq!(
        code(Ending::Threw(Thrown::error("Error", "User not exists"))),
        "USER_NOT_FOUND"
    );
}

#[test]
fn exit_codes_follow_who_ended_it() {
    let of = |code| {
        Status::ALL
            .into_iter()
            .filter(move |status| status.exit_code() == code)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(0), [Status::Success, Status::Unchanged]);
    assert_eq!(
        of(1),
        [
            Status::NotFound,
            Status::AlreadyExists,
            Status::InvalidPassword,
            Status::ScriptError,
            Status::ContractViolation,
            Status::NotImplemented,
        ]
    );
    assert_eq!(of(3).len(), Status::ALL.len() - 8);
    assert!(Status::Crashed.exit_code() == 3 && Status::Cancelled.exit_code() == 3);
}

#[test]
fn names_and_json_agree() {
    for status in Status::ALL {
        assert_eq!(serde_json::to_value(status).unwrap(), status.name());
    }
    let endings = [
        terminated(TerminationCause::Cpu),
        Ending::Missing {
            defined: vec!["login".to_owned()],
        },
        Ending::Threw(Thrown::error("Error", "x")),
        Ending::Stalled {
            phase: Phase::Operation,
        },
    ];
    for ending in endings {
        let json = serde_json::to_string(&ending).unwrap();
        assert_eq!(
            serde_json::from_str::<Ending>(&json).unwrap(),
            ending,
            "{json}"
        );
    }
}
