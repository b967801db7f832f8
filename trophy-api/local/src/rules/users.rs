//! Creates and updates users.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use trophy_api::admin::models::AdminAttributeType;
use trophy_api::models::{UpdatedUser, User};
use trophy_api::{Date, Result};

use crate::clock;
use crate::data::account::Account;
use crate::data::tenant::TenantData;
use crate::patch::{patch, patch_list, set};
use crate::refusal::unprocessable;

impl TenantData {
    /// Creates a user, or changes the given fields of an existing one, and completes the anniversary achievements that
    /// the user has reached. An invalid change has no effect.
    pub(crate) fn upsert(&mut self, id: &str, fields: UpdatedUser) -> Result<&Account> {
        let attributes = fields.attributes.iter().flat_map(BTreeMap::keys);
        self.check_attributes(attributes, &AdminAttributeType::User)?;
        let now = clock::now();
        match self.accounts.entry(id.to_owned()) {
            Entry::Occupied(entry) => {
                let account = entry.into_mut();
                let mut user = with_fields(account.user.clone(), fields)?;
                if user != account.user {
                    user.updated = now;
                    account.user = user;
                }
            }
            Entry::Vacant(entry) => {
                let user = User::new(id, now.clone(), now)
                    .subscribe_to_emails(true)
                    .control(false);
                entry.insert(Account::new(with_fields(user, fields)?));
            }
        }
        self.complete_anniversaries(id)?;
        self.account(id)
    }
}

fn with_fields(mut user: User, fields: UpdatedUser) -> Result<User> {
    set(&mut user.email, fields.email);
    set(&mut user.name, fields.name);
    patch(&mut user.tz, fields.tz);
    if let Some(date) = fields.sign_up_date.as_ref().into_option() {
        check_sign_up(date)?;
    }
    patch(&mut user.sign_up_date, fields.sign_up_date);
    patch_list(&mut user.device_tokens, fields.device_tokens);
    user.attributes
        .extend(fields.attributes.into_iter().flatten());
    set(&mut user.subscribe_to_emails, fields.subscribe_to_emails);
    if user.subscribe_to_emails == Some(false) {
        user.email = None;
    } else if fields.subscribe_to_emails == Some(true) && user.email.is_none() {
        return Err(unprocessable(
            "`email`: required when `subscribeToEmails` is set to `true`",
        ));
    }
    Ok(user)
}

fn check_sign_up(date: &Date) -> Result<()> {
    if date.to_jiff().is_none() {
        return Err(unprocessable(
            "`signUpDate`: must have the format `YYYY-MM-DD`",
        ));
    }
    if *date > clock::latest_today() {
        return Err(unprocessable("`signUpDate`: must not be in the future"));
    }
    Ok(())
}
