//! The macro: one test a story.

/// `$make` is an `async fn() -> (Arc<dyn Store>, impl Sized)`: an empty store, and what it lives in.
macro_rules! store_contract {
    ($make:ident) => {
        $crate::contract::stories! { $make:
            pushes::what_was_recorded_is_accepted_and_numbered
            pushes::the_same_envelope_again_changes_nothing
            pushes::the_rest_of_a_chain_that_was_cut_off_is_accepted
            pushes::who_has_no_right_is_refused_and_the_rest_waits
            pushes::a_refusal_stays_one_after_a_later_appointment
            pushes::who_has_no_right_hears_so_of_what_has_begun_anew
            pushes::work_on_something_unknown_waits
            pushes::two_works_of_one_actor_are_a_fork
            pushes::an_actor_is_one_devices
            pushes::another_result_than_the_devices_counts
            pushes::a_visit_log_begun_by_two_heads_is_one
            pushes::a_building_that_nobody_knows_is_refused
            pushes::an_estate_that_nobody_knows_is_refused
            pushes::numbers_of_envelopes_that_jump_or_repeat_are_borne
            pushes::a_hostile_command_is_refused_alone
            pushes::pushes_that_come_together_are_all_answered
            pushes::a_console_command_that_is_refused_stops_no_other
            identity::an_invitation_is_redeemed_once
            identity::an_answer_that_was_lost_is_given_again
            identity::an_expired_invitation_is_worth_nothing
            identity::a_key_stays_its_persons
            identity::a_suspended_person_has_no_device_at_work_and_gets_none
            identity::a_device_that_holds_back_is_known_to_do_so
            escrow::late_work_waits_for_the_secretary_who_adopts_it
            escrow::what_the_secretary_returns_comes_back_with_a_word
            escrow::only_what_was_once_allowed_goes_to_the_secretary
            escrow::what_stands_on_waiting_work_is_adopted_after_it
            escrow::a_late_dispatch_to_no_department_can_only_be_returned
            escrow::a_suspended_device_hands_everything_over
            escrow::a_device_that_nobody_enrolled_pushes_nothing
            identity::people_are_whom_the_directory_names
            identity::the_newest_key_signs
            terms::what_was_taken_before_it_was_archived_is_taken_once
            duplicates::pairs_of_all_buildings_are_kept_with_their_reasons
            duplicates::an_estate_is_looked_through_once_a_day
            duplicates::who_was_merged_taken_apart_or_erased_is_gone_with_the_next_look
            audit::a_push_is_one_row_and_names_its_commands
            audit::a_console_batch_is_one_row
            audit::who_may_come_in_is_told_once
            audit::rows_are_listed_by_estate_and_time
            audit::a_sound_audit_log_verifies_up_to_its_head
            feeds::a_head_of_three_gets_nothing_of_four
            feeds::a_tail_comes_in_pages
            feeds::checksums_follow_from_the_documents
            feeds::packs_and_tail_make_the_same_documents
            feeds::packs_far_behind_are_made_anew
            feeds::a_case_tells_the_order_of_its_changes
            feeds::a_closed_store_says_so
            sync::nothing_new_is_a_tiny_answer
            sync::a_first_sync_brings_all_that_may_be_read
            sync::a_first_sync_in_small_pieces_arrives_whole
            sync::own_changes_do_not_come_back
            sync::another_set_of_feeds_is_asked_for_feed_by_feed
            sync::an_estate_of_others_looks_like_none
            sync::a_position_ahead_of_the_log_starts_anew
            sync::any_bytes_are_a_problem_and_change_nothing
            sync::a_damaged_document_is_sent_again_to_who_may_read_it
        }
    };
}

macro_rules! stories {
    ($make:ident: $($module:ident :: $story:ident)*) => {
        $(mod $story {
            #[tokio::test]
            async fn holds() {
                let (store, _home) = super::$make().await;
                let world = $crate::estate::World::settle(store).await;
                $crate::$module::$story(world).await;
            }
        })*
    };
}

pub(crate) use {store_contract, stories};
