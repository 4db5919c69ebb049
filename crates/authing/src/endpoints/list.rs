//! `list-users`: the listUsers script, or searchUser when there is a keyword.

use connector_contract::Action;
use serde_json::Value;

use super::get::parts;
use crate::backend::Backend;
use crate::fields::Fields;
use crate::gate::Endpoint;
use crate::mapping::{Parts, list_to_v3, page};
use crate::refusal::{Reason, Refusal};
use crate::session::Session;

const DEFAULT_LIMIT: u32 = 10;
const MAX_LIMIT: u32 = 50;

/// `POST /api/v3/list-users` (`ListUsersRequestDto`) and the older `GET` of the same path, to `UserPaginatedRespDto`.
///
/// searchUser knows no pages: of what it returns the page asked for is cut out here.
pub(crate) struct ListUsers;

/// Which page.
struct Pagination {
    page: u32,
    limit: u32,
}

impl Pagination {
    fn read(fields: &mut Fields) -> Result<Self, Refusal> {
        let read = Self {
            page: fields.number("page")?.unwrap_or(1),
            limit: fields.number("limit")?.unwrap_or(DEFAULT_LIMIT),
        };
        if read.limit > MAX_LIMIT {
            return Err(Refusal::bad_request(Reason::PageTooLong));
        }
        Ok(read)
    }
}

/// The older form has pagination and flags at the top, the newer one in options.
fn read(mut fields: Fields, older: bool) -> Result<(Option<String>, Pagination, Parts), Refusal> {
    if older {
        for name in [
            "status",
            "updatedAtStart",
            "updatedAtEnd",
            "withUserPasswordExpireTime",
        ] {
            fields.unsupported(name)?;
        }
        let pagination = Pagination::read(&mut fields)?;
        let parts = parts(&mut fields)?;
        fields.done()?;
        return Ok((None, pagination, parts));
    }
    let keyword = fields
        .text("keywords")?
        .filter(|keyword| !keyword.is_empty());
    // No script knows filters, orders or which fields to search.
    fields.unsupported("advancedFilter")?;
    fields.unsupported("searchQuery")?;
    let options = fields.object("options")?;
    fields.done()?;
    let mut pagination = Pagination {
        page: 1,
        limit: DEFAULT_LIMIT,
    };
    let mut wanted = Parts {
        custom_data: false,
        flat: false,
        identities: false,
        department_ids: false,
    };
    if let Some(mut options) = options {
        if let Some(mut given) = options.object("pagination")? {
            pagination = Pagination::read(&mut given)?;
            given.done()?;
        }
        options.unsupported("sort")?;
        options.unsupported("fuzzySearchOn")?;
        wanted = parts(&mut options)?;
        options.done()?;
    }
    Ok((keyword, pagination, wanted))
}

impl Endpoint for ListUsers {
    const NAME: &'static str = "list-users";

    async fn answer<B: Backend>(session: Session<B>) -> Result<Value, Refusal> {
        let fields = Fields::of(&session.document);
        let (keyword, pagination, parts) = read(fields, session.document.textual)?;
        let context = session.context(&[]);
        let Some(keyword) = keyword else {
            let arguments = vec![Value::from(pagination.page), Value::from(pagination.limit)];
            let found = session
                .value(Action::ListUsers, arguments, &context)
                .await?;
            let (total, users) = list_to_v3(&found, parts);
            return Ok(page(total, users));
        };
        let arguments = vec![Value::from(keyword)];
        let found = session
            .value(Action::SearchUser, arguments, &context)
            .await?;
        let (total, users) = list_to_v3(&found, parts);
        let limit = usize::try_from(pagination.limit).unwrap_or(usize::MAX);
        let before = usize::try_from(pagination.page - 1).unwrap_or(usize::MAX);
        let users = users
            .into_iter()
            .skip(before.saturating_mul(limit))
            .take(limit);
        Ok(page(total, users.collect()))
    }
}
