//! Running the statements of an SQL file.

use std::fs;
use std::path::Path;

use futures::SinkExt as _;
use tokio_postgres::Client;
use tokio_postgres::error::ErrorPosition;

use crate::error::{ScratchError, SqlError, describe};
use crate::statements::{Statement, statements};

/// Reads an SQL file.
pub(crate) fn read(path: &Path) -> Result<String, ScratchError> {
    let text = fs::read_to_string(path)
        .map_err(ScratchError::io(format!("reading {}", path.display())))?;
    // Editors on Windows begin files with a byte order mark, which PostgreSQL takes for a name.
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// Runs each statement of `text` by itself, so that `CREATE DATABASE` and `VACUUM` work too; stops at the first that
/// fails. Errors call the text `file`.
///
/// # Errors
/// When the text cannot be cut into statements, or one fails: see [`SqlError`].
pub async fn run(client: &Client, file: &str, text: &str) -> Result<(), ScratchError> {
    let found = statements(text).map_err(|uncut| {
        let (line, column) = line_and_column(text, uncut.at);
        let message = uncut.reason.to_owned();
        sql_error(SqlError {
            file: file.to_owned(),
            line,
            column,
            message,
            code: None,
            detail: None,
            hint: None,
        })
    })?;
    for statement in found {
        execute(client, &statement)
            .await
            .map_err(|error| located(&error, file, text, &statement))?;
    }
    Ok(())
}

async fn execute(client: &Client, statement: &Statement<'_>) -> Result<(), tokio_postgres::Error> {
    let Some(data) = statement.data else {
        return client.batch_execute(statement.text).await;
    };
    let sink = client.copy_in(statement.text).await?;
    let mut sink = std::pin::pin!(sink);
    sink.send(std::io::Cursor::new(data.as_bytes().to_vec()))
        .await?;
    sink.as_mut().finish().await.map(drop)
}

fn located(
    error: &tokio_postgres::Error,
    file: &str,
    text: &str,
    statement: &Statement<'_>,
) -> ScratchError {
    let said = error.as_db_error();
    // The server counts characters from 1, and has no position for what fails while running.
    let offset = match said.and_then(|said| said.position()) {
        Some(ErrorPosition::Original(position)) => {
            let before = usize::try_from(*position).unwrap_or(1).saturating_sub(1);
            statement
                .text
                .char_indices()
                .nth(before)
                .map_or(statement.text.len(), |(at, _)| at)
        }
        _ => 0,
    };
    let (line, column) = line_and_column(text, statement.start + offset);
    sql_error(SqlError {
        file: file.to_owned(),
        line,
        column,
        message: said.map_or_else(|| describe(error), |said| said.message().to_owned()),
        code: said.map(|said| said.code().code().to_owned()),
        detail: said.and_then(|said| said.detail()).map(str::to_owned),
        hint: said.and_then(|said| said.hint()).map(str::to_owned),
    })
}

fn sql_error(error: SqlError) -> ScratchError {
    ScratchError::Sql(Box::new(error))
}

/// Line and column of a byte, both from 1, the column in characters.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        assert_eq!(line_and_column("", 0), (1, 1));
        assert_eq!(line_and_column("é=x\nab", 3), (1, 3));
        assert_eq!(line_and_column("é=x\nab", 6), (2, 2));
        assert_eq!(line_and_column("a\n", 99), (2, 1));
    }
}
