//! Connections that outlive the invocation they were opened for.

use super::*;

/// Another invocation of the same worker.
const NEXT: u64 = 43;

/// A worker that serves two invocations of the same tenant.
fn two_invocations(account: &Arc<Account>) -> (Broker, OwnedFd, Served) {
    let (ours, theirs) = socket::pair().unwrap();
    let served = Served::default();
    served.begin(INVOCATION, Arc::clone(account), None);
    served.begin(NEXT, Arc::clone(account), None);
    let broker = Broker::start(ours, served.clone()).unwrap();
    (broker, theirs, served)
}

/// Opens a connection and makes a session on it, whose process has the connection's id.
async fn session(worker: &OwnedFd, id: u64, listener: &TcpListener) -> TcpStream {
    let port = listener.local_addr().unwrap().port();
    ask(worker, &connect(id, port));
    let (reply, _) = answer(worker).await.unwrap();
    assert_eq!(reply, Reply::Connected { id });
    let process_id = i32::try_from(id).unwrap();
    ask(
        worker,
        &Request::Session {
            id,
            process_id,
            secret_key: 0,
        },
    );
    listener.accept().await.unwrap().0
}

/// Lets the server of a cancelled session hang up, and says which session the request was for.
async fn cancelled(listener: &TcpListener, session: TcpStream) -> i32 {
    let (mut request, _) = listener.accept().await.unwrap();
    let mut message = [0; 16];
    request.read_exact(&mut message).await.unwrap();
    drop((request, session));
    i32::from_be_bytes(message[8..12].try_into().unwrap())
}

/// Whether anybody has connected whom no test expected.
fn has_visitors(listener: TcpListener) -> bool {
    let listener = listener.into_std().unwrap();
    listener.set_nonblocking(true).unwrap();
    listener.accept().is_ok()
}

async fn is_closed(mut session: TcpStream) {
    let read = tokio::time::timeout(STUCK, session.read(&mut [0; 1])).await;
    assert_eq!(read.unwrap().unwrap_or(0), 0);
}

#[tokio::test]
async fn what_rests_when_its_worker_dies_is_closed_and_not_cancelled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (broker, worker, _) = two_invocations(&account(OPEN, 8));
    let resting = session(&worker, 1, &listener).await;
    // Said so late that the parent has perhaps not read it when the worker dies.
    ask(&worker, &Request::Parked { id: 1 });
    drop(worker);
    broker.finish().await;
    is_closed(resting).await;
    assert!(!has_visitors(listener), "it was cancelled");
}

#[tokio::test]
async fn only_what_an_invocation_uses_is_cancelled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (broker, worker, served) = two_invocations(&account(OPEN, 8));
    let resting = session(&worker, 1, &listener).await;
    let used = session(&worker, 2, &listener).await;
    for id in [1, 2] {
        ask(&worker, &Request::Parked { id });
    }
    let (id, invocation) = (2, NEXT);
    // The one that opened it is long over, and the borrower's end comes another way, which may be faster than this one.
    served.end(INVOCATION);
    served.end(NEXT);
    ask(&worker, &Request::Borrowed { id, invocation });
    drop(worker);
    let both = async { tokio::join!(broker.finish(), cancelled(&listener, used)).1 };
    let whose = tokio::time::timeout(STUCK, both).await.unwrap();
    assert_eq!(whose, 2);
    is_closed(resting).await;
    assert!(!has_visitors(listener));
}

#[tokio::test]
async fn an_invocation_s_end_takes_no_session_that_rests() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (broker, worker, served) = two_invocations(&account(OPEN, 8));
    let mut kept = session(&worker, 1, &listener).await;
    ask(&worker, &Request::Parked { id: 1 });
    served.end(INVOCATION);
    until(|| broker.shared.held(|all| all[&1].rests)).await;
    let (id, invocation) = (1, NEXT);
    ask(&worker, &Request::Borrowed { id, invocation });
    until(|| broker.shared.held(|all| !all[&1].rests)).await;
    kept.set_nodelay(true).unwrap();
    kept.write_all(b"still there").await.unwrap();
    assert!(broker.shared.held(|all| all.contains_key(&1)));
}

#[tokio::test]
async fn what_rests_keeps_its_place_until_it_is_closed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let account = account(OPEN, 2);
    let (broker, worker, served) = two_invocations(&account);
    let _one = session(&worker, 1, &listener).await;
    let _two = session(&worker, 2, &listener).await;
    for id in [1, 2] {
        ask(&worker, &Request::Parked { id });
        ask(&worker, &Request::Parked { id });
    }
    until(|| {
        broker
            .shared
            .held(|all| all.values().all(|held| held.rests))
    })
    .await;
    served.end(INVOCATION);
    assert_eq!(
        account.admit().unwrap_err(),
        Refusal::limited(Bound::Open, "2")
    );
    let (id, invocation) = (1, NEXT);
    ask(&worker, &Request::Borrowed { id, invocation });
    until(|| broker.shared.held(|all| !all[&1].rests)).await;
    assert!(account.admit().is_err(), "borrowing gives no place back");
    for id in [2, 2, 99] {
        ask(&worker, &Request::Closed { id });
    }
    until(|| broker.shared.held(|all| all.len() == 1)).await;
    let place = account.admit().unwrap();
    assert!(account.admit().is_err(), "and takes none");
    drop(place);
    ask(&worker, &Request::Closed { id: 1 });
    until(|| broker.shared.held(|all| all.is_empty())).await;
    let both = (account.admit().unwrap(), account.admit().unwrap());
    assert!(account.admit().is_err());
    drop(both);
}

#[tokio::test]
async fn a_worker_that_lends_what_it_must_not_is_cut_off() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mine = account(OPEN, 8);
    // (what the borrower is, whether the connection rests)
    let wrong: [(Arc<Account>, Option<SocketAddr>, bool); 4] = [
        // Another tenant, with the same rules and with others.
        (account(OPEN, 8), None, true),
        (account(Policy::default(), 8), None, true),
        // A rehearsal, even of that very address.
        (Arc::clone(&mine), Some(address), true),
        // One that is in use.
        (Arc::clone(&mine), None, false),
    ];
    for (borrower, only_address, rests) in wrong {
        let (broker, worker, served) = two_invocations(&mine);
        served.begin(NEXT, borrower, only_address);
        let lent = session(&worker, 1, &listener).await;
        if rests {
            ask(&worker, &Request::Parked { id: 1 });
        }
        let (id, invocation) = (1, NEXT);
        ask(&worker, &Request::Borrowed { id, invocation });
        assert!(answer(&worker).await.is_none(), "it gets nothing any more");
        is_closed(lent).await;
        assert!(broker.shared.held(|all| all.is_empty()));
    }
}

#[tokio::test]
async fn what_a_worker_said_before_it_was_cut_off_is_not_believed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (broker, worker, _) = two_invocations(&account(OPEN, 8));
    let resting = session(&worker, 1, &listener).await;
    ask(&worker, &Request::Parked { id: 1 });
    socket::send(&worker, b"{}", None).unwrap();
    assert!(answer(&worker).await.is_none());
    drop(worker);
    let both = async { tokio::join!(broker.finish(), cancelled(&listener, resting)).1 };
    assert_eq!(tokio::time::timeout(STUCK, both).await.unwrap(), 1);
}

#[tokio::test]
async fn a_lease_tells_of_rest_and_use() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (broker, worker, _) = two_invocations(&account(OPEN, 8));
    let egress = passed(worker);
    let connection = egress.connect("127.0.0.1", port, soon()).await.unwrap();
    let (mut server, _) = listener.accept().await.unwrap();
    let rests = || {
        broker
            .shared
            .held(|all| all.values().map(|held| held.rests).collect::<Vec<_>>())
    };

    let mut parked = connection.park().unwrap();
    until(|| rests() == [true]).await;
    server.write_all(b"x").await.unwrap();
    let mut byte = [0; 1];
    until(|| parked.read(&mut byte).is_ok_and(|length| length == 1)).await;

    // Another thread's runtime is as good as this one.
    let moved = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut connection = parked.wake(Some(NEXT)).unwrap();
            connection.write_all(b"y").await.unwrap();
            connection.park().unwrap()
        })
    });
    server.read_exact(&mut byte).await.unwrap();
    let parked = moved.join().unwrap();
    until(|| rests() == [true]).await;
    let connection = parked.wake(Some(NEXT)).unwrap();
    until(|| rests() == [false]).await;

    // Only to be closed: it rests until it is.
    let connection = connection.park().unwrap().wake(None).unwrap();
    until(|| rests() == [true]).await;
    let nobody = broker.none_rests();
    tokio::pin!(nobody);
    assert!(futures::poll!(&mut nobody).is_pending());
    drop(connection);
    tokio::time::timeout(STUCK, nobody).await.unwrap();
    assert_eq!(rests(), [false; 0]);
}
