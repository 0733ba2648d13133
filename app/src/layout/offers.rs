//! What the palette offers: the pages of the menu, what the reader may do from anywhere, and what
//! a search by name found.

use leptos::server_fn::ServerFn;
use leptos_i18n::Locale as _;

use super::{language_words, theme_words};
use crate::{
    auth::sessions::{SetLanguage, SetTheme, SignOut, SwitchOrganization},
    facts::{Person, Theme},
    i18n::*,
    nav, paths,
    permission::{Permission, Role},
    search::{Finding, kind_words},
    ui::{Found, FoundAct, SHORTCUTS_SHEET, Words},
};

/// Pages and acts, as the reader's role allows them.
pub fn offered(l: Locale, person: &Person, theme: Theme) -> Vec<Found> {
    let pages = nav::menu(l, person.held)
        .into_iter()
        .flat_map(|group| group.items)
        .map(|item| (item.label, item.href))
        .chain([(td_string!(l, frame.profile).into(), paths::PROFILE)])
        .map(|(label, href)| Found {
            label,
            hint: td_string!(l, ui.page).into(),
            act: FoundAct::Open(href.to_owned()),
        });
    pages.chain(acts(l, person, theme)).collect()
}

fn acts(l: Locale, person: &Person, theme: Theme) -> Vec<Found> {
    let may = |permission: Permission| person.held.contains(permission);
    let open =
        |label: &'static str, href: &str| act(l, label.into(), FoundAct::Open(href.to_owned()));
    let mut acts = Vec::new();
    if may(Permission::AddUser) {
        acts.push(open(td_string!(l, users.new), paths::USERS_NEW));
    }
    if may(Permission::AddOrganization) {
        let label = td_string!(l, organizations.new);
        acts.push(open(label, paths::ORGANIZATIONS_NEW));
    }
    acts.push(open(td_string!(l, users.profile_edit), paths::PROFILE_EDIT));
    acts.push(open(
        td_string!(l, users.profile_password),
        paths::PROFILE_PASSWORD,
    ));
    if person.role == Role::Superuser && person.organization.is_some() {
        let label = td_string!(l, frame.switch_to_all).to_owned();
        let field = ("form[every]", "true".to_owned());
        acts.push(send(l, label, SwitchOrganization::url(), Some(field)));
    }
    for &language in Locale::get_all().iter().filter(|other| **other != l) {
        let label = td_string!(l, frame.choose_language, name = language_words(language));
        let field = ("language", language.as_str().to_owned());
        acts.push(send(l, label, SetLanguage::url(), Some(field)));
    }
    for other in Theme::ALL.into_iter().filter(|other| *other != theme) {
        let label = td_string!(l, frame.choose_theme, name = theme_words(l, other));
        let field = ("theme", other.as_str().to_owned());
        acts.push(send(l, label, SetTheme::url(), Some(field)));
    }
    let shortcuts = td_string!(l, frame.shortcuts);
    acts.push(act(l, shortcuts.into(), FoundAct::Ask(SHORTCUTS_SHEET)));
    let out = td_string!(l, frame.sign_out).to_owned();
    acts.push(send(l, out, SignOut::url(), None));
    acts
}

/// What a finding leads to: its page, and for whoever may act anywhere the organization itself.
pub fn found(l: Locale, role: Role, finding: Finding) -> Vec<Found> {
    let is_organization = finding.entity_type == "organization";
    let page = paths::entity(&finding.entity_type, finding.id.into()).map(|href| Found {
        label: finding.name.clone().into(),
        hint: kind_words(l, &finding.entity_type).into(),
        act: FoundAct::Open(href),
    });
    let act_there = (is_organization && role == Role::Superuser).then(|| {
        let label = td_string!(l, frame.switch_to, name = finding.name.clone());
        let field = ("form[organization_id]", finding.id.to_string());
        send(l, label, SwitchOrganization::url(), Some(field))
    });
    page.into_iter().chain(act_there).collect()
}

fn send(
    l: Locale,
    label: String,
    address: &'static str,
    field: Option<(&'static str, String)>,
) -> Found {
    act(l, label.into(), FoundAct::Send(address, field))
}

fn act(l: Locale, label: Words, act: FoundAct) -> Found {
    Found {
        label,
        hint: td_string!(l, ui.action).into(),
        act,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(role: Role) -> Vec<String> {
        let person = Person {
            user_id: 1,
            username: "a".to_owned(),
            display_name: "A".to_owned(),
            role,
            held: crate::permission::PermissionSet::of_role(role),
            organization: Some((1, "晨光智能".to_owned())),
        };
        let offered = offered(Locale::en, &person, Theme::Dark);
        offered
            .into_iter()
            .map(|found| found.label.into())
            .collect()
    }

    #[test]
    fn offers_what_the_role_may_do() {
        let has = |role, label: &str| labels(role).iter().any(|known| known == label);
        for role in [Role::Superuser, Role::Staff, Role::Member] {
            for label in ["Edit profile", "Language: 中文", "Theme: Light", "Sign out"] {
                assert!(has(role, label), "{label} for {role:?}");
            }
            assert!(!has(role, "Theme: Dark"), "it is worn already");
        }
        assert!(has(Role::Staff, "New user") && !has(Role::Staff, "New organization"));
        assert!(has(Role::Superuser, "New organization"));
        assert!(!has(Role::Member, "New user"));
        assert!(!has(Role::Staff, "Switch to all organizations"));
    }

    #[test]
    fn an_organization_is_a_page_and_a_place_to_act_in() {
        let finding = |entity_type: &str| Finding {
            entity_type: entity_type.to_owned(),
            id: 2,
            name: "Northwind Labs".to_owned(),
        };
        let acts = |role, entity_type| {
            found(Locale::en, role, finding(entity_type))
                .into_iter()
                .map(|found| found.act)
                .collect::<Vec<_>>()
        };
        let page = FoundAct::Open("/organizations/2".to_owned());
        let there = FoundAct::Send(
            "/api/switch_organization",
            Some(("form[organization_id]", "2".to_owned())),
        );
        assert_eq!(acts(Role::Superuser, "organization"), [page.clone(), there]);
        assert_eq!(acts(Role::Staff, "organization"), [page]);
        assert_eq!(acts(Role::Superuser, "session"), []);
    }
}
