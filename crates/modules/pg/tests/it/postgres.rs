//! A PostgreSQL of our own: started once for the test process, gone with it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use connector_testkit::Certificates;

/// The server all tests share.
pub(crate) struct Postgres {
    pub(crate) port: u16,
    /// PEM of the authority that signed the server's certificate, which is made out to `localhost`.
    pub(crate) authority: String,
    /// A client's certificate by the same authority, and its key, in PEM.
    pub(crate) client: String,
    pub(crate) client_key: String,
}

/// Every way to authenticate, one database role for each; all have the password `secret`.
const HBA: &str = "\
local all all trust
host all trusted 127.0.0.1/32 trust
host all hashed 127.0.0.1/32 md5
host all plain 127.0.0.1/32 password
host all judge 127.0.0.1/32 scram-sha-256
host all scram 127.0.0.1/32 scram-sha-256
hostssl all encrypted 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
";

const ROLES: &str = "\
create role trusted superuser login password 'secret';
create role plain login password 'secret';
create role scram login password 'secret';
create role encrypted login password 'secret';
set password_encryption = 'md5'; create role hashed login password 'secret';
create role judge superuser login password 'secret';
create database work owner trusted;
create database cases owner judge;
";

static SERVER: OnceLock<Postgres> = OnceLock::new();

pub(crate) fn server() -> &'static Postgres {
    SERVER.get_or_init(|| {
        // The server must die with this process, and Linux ties that to the thread that started it.
        let (ready, started) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let (postgres, mut keeper) = start();
            ready.send(postgres).unwrap();
            keeper.wait().unwrap();
        });
        started.recv().unwrap()
    })
}

fn binaries() -> PathBuf {
    let output = Command::new("pg_config")
        .arg("--bindir")
        .output()
        .expect("pg_config is installed");
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0)
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .arg(program);
    command
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn start() -> (Postgres, Child) {
    let folder = std::env::temp_dir().join(format!("connector-pg-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    let certificates = Certificates::make().unwrap();
    if is_root() {
        run(Command::new("chown").arg("postgres:").arg(&data));
    }
    let binaries = binaries();
    run(as_postgres(&binaries.join("initdb"))
        .args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ])
        .arg("-D")
        .arg(&data));
    let put = |name: &str, text: &str| {
        let path = data.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&path));
        }
    };
    put("pg_hba.conf", HBA);
    put("server.crt", &certificates.server);
    put("server.key", &certificates.server_key);
    put("root.crt", &certificates.authority);
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    // The shell outlives this process by just enough to stop the server and sweep its folder.
    let script = r#"trap 'kill -QUIT $server; wait $server; rm -rf "$folder"; exit' TERM
"$@" & server=$!; wait $server; rm -rf "$folder""#;
    let mut postgres = as_postgres(&binaries.join("postgres"));
    postgres.arg("-D").arg(&data).args([
        "-c",
        "fsync=off",
        "-c",
        "ssl=on",
        "-c",
        "ssl_ca_file=root.crt",
        "-c",
        "timezone=UTC",
        "-c",
        "log_min_messages=fatal",
    ]);
    postgres.args([
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "max_connections=100",
    ]);
    postgres.args(["-c", &format!("port={port}")]);
    let keeper = Command::new("setpriv")
        .args(["--pdeathsig", "TERM", "sh", "-c", script, "sh"])
        .arg(postgres.get_program())
        .args(postgres.get_args())
        .env("folder", &folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let psql = |sql: &str| {
        Command::new(binaries.join("psql"))
            .args([
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-p",
                &port.to_string(),
            ])
            .args(["-d", "postgres", "-c", sql])
            .output()
            .unwrap()
    };
    let patience = Instant::now() + Duration::from_secs(30);
    while !psql("select 1").status.success() {
        assert!(Instant::now() < patience, "PostgreSQL did not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    for statement in ROLES.lines() {
        let output = psql(statement);
        assert!(
            output.status.success(),
            "{statement}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let postgres = Postgres {
        port,
        authority: certificates.authority,
        client: certificates.client,
        client_key: certificates.client_key,
    };
    (postgres, keeper)
}
