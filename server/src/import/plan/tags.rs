//! Flags of a registered household, and the consent that came with the office's register.

use linli_domain::command::{
    ClearTag, Consent, ConsentMethod, RecordConsent, SetTag, is_sensitive,
};
use linli_domain::text::Label;
use linli_domain::view::HouseholdView;
use linli_domain::{Command, Date};

/// The office holds the paper; `on` is the day of the import.
pub(super) fn transferred(tag: &Label, on: Date) -> Consent {
    Consent {
        tag: tag.clone(),
        method: ConsentMethod::Transferred,
        on,
        given_by: None,
    }
}

pub(super) struct TagChanges {
    pub(super) commands: Vec<Command>,
    /// Whether the row has a flag to which the consent was taken back since. That decision stands:
    /// an old list must not undo it.
    pub(super) withdrawn: bool,
}

pub(super) fn changes(view: &HouseholdView, wanted: &[Label], today: Date) -> TagChanges {
    let mut commands = Vec::new();
    let mut withdrawn = false;
    for tag in wanted {
        if view.tags.iter().any(|set| set == tag.as_str()) {
            continue;
        }
        let consent = view.consents.get(tag.as_str());
        if consent.is_some_and(|consent| consent.withdrawn_on.is_some()) {
            withdrawn = true;
            continue;
        }
        if is_sensitive(tag) && consent.is_none() {
            let consent = transferred(tag, today);
            commands.push(RecordConsent { consent }.into());
        }
        commands.push(SetTag { tag: tag.clone() }.into());
    }
    let gone = view
        .tags
        .iter()
        .filter(|tag| !wanted.iter().any(|wanted| wanted.as_str() == *tag))
        .filter(|tag| came_from_a_list(view, tag))
        .filter_map(|tag| Label::new(tag).ok());
    commands.extend(gone.map(|tag| ClearTag { tag }.into()));
    TagChanges {
        commands,
        withdrawn,
    }
}

/// A flag to which somebody consented at the door is not the office's list's to clear.
fn came_from_a_list(view: &HouseholdView, tag: &str) -> bool {
    view.consents
        .get(tag)
        .is_none_or(|consent| consent.method == ConsentMethod::Transferred)
}

/// Flags and consents that the household would hold afterwards, the greater of the two numbers.
pub(super) fn count_after(view: &HouseholdView, wanted: &[Label]) -> usize {
    let fresh = |known: &dyn Fn(&str) -> bool| wanted.iter().filter(|tag| !known(tag)).count();
    let tags = view.tags.len() + fresh(&|tag| view.tags.iter().any(|set| set == tag));
    let consents =
        view.consents.len() + fresh(&|tag| !is_sensitive(tag) || view.consents.contains_key(tag));
    tags.max(consents)
}
