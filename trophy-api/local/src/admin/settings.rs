//! The settings of an organization for branding, experiments and aggregation.

use trophy_api::admin::SettingsApi;
use trophy_api::admin::models::{
    AdminAggregationPeriod, AdminFontFamily, AdminSettings, UpdateAdminSettingsBranding,
    UpdateAdminSettingsExperimentation, UpdateAdminSettingsRequest,
};
use trophy_api::admin::settings::{GetRequest, UpdateRequest};
use trophy_api::http::Uri;
use trophy_api::{CallOptions, Response, Result};

use super::checks::check_range;
use crate::patch::patch;
use crate::refusal::unprocessable;
use crate::state::InMemory;

impl SettingsApi for InMemory {
    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminSettings>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(tenant.organization.settings.clone())
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminSettings>> {
        check(&request.body).map_err(unprocessable)?;
        self.answer(request.tenant_id, |tenant| {
            change(&mut tenant.organization.settings, request.body);
            Ok(tenant.organization.settings.clone())
        })
    }
}

fn change(settings: &mut AdminSettings, change: UpdateAdminSettingsRequest) {
    if let Some(change) = change.branding {
        let branding = &mut settings.branding;
        replace(&mut branding.app_name, change.app_name);
        replace(&mut branding.app_url, change.app_url);
        replace(&mut branding.brand_color, change.brand_color);
        replace(&mut branding.font, change.font);
        patch(&mut branding.logo, change.logo);
        patch(&mut branding.app_icon, change.app_icon);
    }
    if let Some(change) = change.experimentation {
        let experimentation = &mut settings.experimentation;
        replace(&mut experimentation.control_ratio, change.control_ratio);
        replace(
            &mut experimentation.user_activation_window,
            change.user_activation_window,
        );
    }
    replace(&mut settings.aggregation_period, change.aggregation_period);
}

/// Replaces the field, unless the new value is absent.
fn replace<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn check(change: &UpdateAdminSettingsRequest) -> Result<(), String> {
    if let Some(AdminAggregationPeriod::Unknown(period)) = &change.aggregation_period {
        return Err(format!(
            "`aggregationPeriod`: `{period}` is neither `weekly` nor `monthly`"
        ));
    }
    change.branding.as_ref().map_or(Ok(()), check_branding)?;
    let experimentation = change.experimentation.as_ref();
    experimentation.map_or(Ok(()), check_experimentation)
}

fn check_branding(it: &UpdateAdminSettingsBranding) -> Result<(), String> {
    if it.app_name.as_deref() == Some("") {
        return Err("`appName`: must not be empty".to_owned());
    }
    if let Some(AdminFontFamily::Unknown(font)) = &it.font {
        return Err(format!("`font`: `{font}` is not a font family"));
    }
    if it
        .brand_color
        .as_deref()
        .is_some_and(|color| !is_color(color))
    {
        return Err(
            "`brandColor`: must be `#RGB`, `#RRGGBB`, `rgb(r,g,b)` or `rgba(r,g,b,a)`".to_owned(),
        );
    }
    let logo = it.logo.as_ref().into_option().map(|logo| &logo.url);
    let icon = it.app_icon.as_ref().into_option().map(|icon| &icon.url);
    for (name, url) in [
        ("appUrl", it.app_url.as_ref()),
        ("logo.url", logo),
        ("appIcon.url", icon),
    ] {
        if url.is_some_and(|url| !is_url(url)) {
            return Err(format!("`{name}`: must be a URL"));
        }
    }
    Ok(())
}

fn check_experimentation(it: &UpdateAdminSettingsExperimentation) -> Result<(), String> {
    check_range("controlRatio", it.control_ratio, 0..=100)?;
    check_range("userActivationWindow", it.user_activation_window, 3..=30)
}

/// Returns whether a text is a color in one of the documented notations.
fn is_color(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 6) && digits.bytes().all(|it| it.is_ascii_hexdigit());
    }
    let components = text.strip_suffix(')').and_then(|text| {
        let rgb = text.strip_prefix("rgb(").map(|it| (it, 3));
        rgb.or_else(|| text.strip_prefix("rgba(").map(|it| (it, 4)))
    });
    components.is_some_and(|(components, count)| {
        let components: Vec<&str> = components.split(',').map(str::trim).collect();
        let is_component = |(index, text): (usize, &&str)| match index {
            3 => text
                .parse::<f64>()
                .is_ok_and(|alpha| (0.0..=1.0).contains(&alpha)),
            _ => text.parse::<u8>().is_ok(),
        };
        components.len() == count && components.iter().enumerate().all(is_component)
    })
}

fn is_url(text: &str) -> bool {
    text.parse::<Uri>().is_ok_and(|uri| uri.scheme().is_some())
}
