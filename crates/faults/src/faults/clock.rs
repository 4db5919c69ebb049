//! Clocks that jump. A process can't be given another wall clock without the system's help, so the other side is moved:
//! every time the registry holds goes back by an hour, which to all servers looks as if their clocks had jumped ahead.

use std::time::Duration;

use tokio::time::sleep;

use crate::error::Failure;
use crate::faults::{Around, Done, Fault, around};
use crate::stage::Stage;

/// An hour, in milliseconds, once ahead and once back.
const JUMPS: [i64; 2] = [3_600_000, -3_600_000];
/// Between the two.
const PAUSE: Duration = Duration::from_secs(3);

/// Lets the clocks of all servers jump an hour ahead, and an hour back.
///
/// # Errors
/// See [`around`].
pub async fn jump(stage: &mut Stage, how: Around) -> Result<Fault, Failure> {
    let (fault, ()) = around(stage, "clock", how, (), async |stage, ()| {
        let Some(registry) = &stage.registry else {
            return Err(Failure::Server("its registry is a file".to_owned()));
        };
        let session = registry.client().await?;
        for jump in JUMPS {
            session
                .batch_execute(&format!(
                    "BEGIN; UPDATE nodes SET seen_at = seen_at - ({jump}), started_at = started_at - ({jump}); \
                     UPDATE claims SET claimed_at = claimed_at - ({jump}), expires_at = expires_at - ({jump}); \
                     UPDATE nonces SET expires_at = expires_at - ({jump}); \
                     UPDATE keys SET created_at = created_at - ({jump}), expires_at = expires_at - ({jump}); COMMIT"
                ))
                .await?;
            sleep(PAUSE).await;
        }
        let mut done = Done::simply("an hour ahead and, 3 s later, back: times in the registry moved the other way");
        done.notes.push(
            "through the real binary only the registry's times can be moved; what it asks its own clock alone \
             (signatures, tokens) is tested with an injected one"
                .to_owned(),
        );
        Ok((done, ()))
    })
    .await?;
    Ok(fault)
}
