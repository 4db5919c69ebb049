//! A server does not outlive its owner, however that one ends.
//!
//! No test harness: this program is its own victim. Called with `hold`, it starts a server, says where, and waits.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use connector_scratch::{Scratch, ScratchOptions};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match std::env::args().nth(1).as_deref() {
        Some("hold") => runtime.block_on(hold()),
        // The harness's own options, such as `--list`, find nothing here to list.
        Some(option) if option.starts_with("--") && option != "--nocapture" => Ok(()),
        _ => {
            outlived_by_nothing("killed", |victim| victim.kill())?;
            outlived_by_nothing("exited", |victim| {
                victim
                    .stdin
                    .take()
                    .map_or(Ok(()), |mut stdin| stdin.write_all(b"\n"))
            })
        }
    }
}

async fn hold() -> Result<(), Failure> {
    let scratch = Scratch::start(ScratchOptions::default()).await?;
    let client = scratch.client().await?;
    let data: String = client.query_one("SHOW data_directory", &[]).await?.get(0);
    let mut out = std::io::stdout();
    writeln!(out, "{data}")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    // No destructor runs.
    std::process::exit(0)
}

fn outlived_by_nothing(
    how: &str,
    end: impl FnOnce(&mut std::process::Child) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let mut victim = Command::new(std::env::current_exe()?)
        .arg("hold")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut data = String::new();
    BufReader::new(victim.stdout.take().ok_or("no output")?).read_line(&mut data)?;
    let folder = Path::new(data.trim()).parent().ok_or("no data folder")?;
    let pid = std::fs::read_to_string(folder.join("data/postmaster.pid"))?;
    let server = Path::new("/proc").join(pid.lines().next().ok_or("no pid")?);
    if !server.exists() {
        return Err("the server never ran".into());
    }
    end(&mut victim)?;
    victim.wait()?;
    let begun = Instant::now();
    while server.exists() || folder.exists() {
        if begun.elapsed() > Duration::from_secs(10) {
            return Err(format!(
                "{how}: the server or its folder {} outlived its owner",
                folder.display()
            )
            .into());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{how}: server and folder were gone after {} ms",
        begun.elapsed().as_millis()
    )?;
    Ok(())
}
