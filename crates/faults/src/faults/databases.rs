//! Databases killed and started again: the tenants', the registry's.

use std::time::{Duration, Instant};

use hyper::Method;
use tokio::time::sleep;

use crate::error::Failure;
use crate::faults::{Around, Done, Fault, around};
use crate::stage::Stage;

/// How long a database is away.
const AWAY: Duration = Duration::from_secs(2);
/// How long a server may take to be ready again.
const READY: Duration = Duration::from_secs(60);

/// Kills the tenants' database, and starts it again.
///
/// # Errors
/// See [`around`].
pub async fn tenants(stage: &mut Stage, how: Around) -> Result<Fault, Failure> {
    let (fault, ()) = around(stage, "tenants' PostgreSQL", how, (), async |stage, ()| {
        stage.database.kill()?;
        sleep(AWAY).await;
        stage.database.start_again().await?;
        Ok((Done::simply("killed, away for 2 s, started again"), ()))
    })
    .await?;
    Ok(fault)
}

/// Kills the registry's database, and starts it again; `readyz` must say so meanwhile.
///
/// # Errors
/// See [`around`].
pub async fn registry(stage: &mut Stage, how: Around) -> Result<Fault, Failure> {
    let (fault, ()) = around(
        stage,
        "registry's PostgreSQL",
        how,
        (),
        async |stage, ()| {
            let mut done = Done::simply("killed, away for 2 s, started again");
            let Some(mut registry) = stage.registry.take() else {
                return Err(Failure::Server("its registry is a file".to_owned()));
            };
            registry.kill()?;
            let away = ready(stage).await;
            sleep(AWAY).await;
            registry.start_again().await?;
            stage.registry = Some(registry);
            let begun = Instant::now();
            while ready(stage).await != 200 && begun.elapsed() < READY {
                sleep(Duration::from_millis(10)).await;
            }
            done.notes.push(format!(
                "readyz said {away} meanwhile, and 200 again after {} ms",
                begun.elapsed().as_millis()
            ));
            done.fine = away == 503 && begun.elapsed() < READY;
            Ok((done, ()))
        },
    )
    .await?;
    Ok(fault)
}

/// What `readyz` says; 0 where nobody answers.
async fn ready(stage: &Stage) -> u16 {
    let said = stage.client().ask(Method::GET, "/readyz", &[], "").await;
    said.map_or(0, |said| said.status)
}
