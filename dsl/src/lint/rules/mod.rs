//! The table of rules: one file a rule.

mod always_too_early;
mod always_true;
mod answer_without_search;
mod arithmetic_may_fail;
mod close_examples;
mod constant_place;
mod customer_text_in_call;
mod customer_text_in_prompt;
mod dead_else;
mod decided_by_path;
mod empty_category;
mod empty_resume;
mod exact_customer_text;
mod exact_probability;
mod example_of_two_intents;
mod examples;
mod failure_loop;
mod failure_needs_model;
mod few_examples;
mod folder_name;
mod heavy_pattern;
mod hot_answer;
mod idle_choice;
mod idle_context;
mod idle_else;
mod idle_pattern;
mod idle_result;
mod intents;
mod lone_intent;
mod long_wait;
mod many_attempts;
mod many_model_calls;
mod many_replies;
mod markup_in_reply;
mod maybe_missing_name;
mod meaningless_name;
mod mixed_alphabet;
mod naming_style;
mod narrow_level;
mod never_true;
mod no_human_from_node;
mod no_max_tokens;
mod no_on_error;
mod no_timeout;
mod no_title;
mod patterns;
pub(super) mod percent_threshold;
mod personal_data_in_prompt;
mod personal_data_in_reply;
mod placeholder_text;
mod plain_pattern;
mod prompt_too_long;
mod redundant_part;
mod repeated_default;
mod repeated_example;
mod repeated_item;
mod repeated_model;
mod repeated_word;
mod reply_too_long;
mod same_about;
mod same_reason;
mod secret_in_flow;
pub(super) mod self_comparison;
mod shadowed_branch;
mod short_needle;
mod silent_handoff;
mod silent_path;
mod single_brace;
mod ungrounded_answer;
mod unheard_request;
mod unknown_category;
mod unknown_channel;
mod unknown_model;
mod unmarked_personal_data;
mod unreachable_level;
mod unsearched_category;
mod unset_variable;
mod unused_intent;
mod unused_variable;

use super::Rule;

/// Every rule, in the order of codes.
pub const RULES: &[Rule] = &[
    unused_variable::RULE,
    unset_variable::RULE,
    folder_name::RULE,
    repeated_item::RULE,
    unknown_channel::RULE,
    no_human_from_node::RULE,
    silent_path::RULE,
    failure_loop::RULE,
    idle_context::RULE,
    idle_result::RULE,
    empty_resume::RULE,
    idle_choice::RULE,
    many_replies::RULE,
    unheard_request::RULE,
    failure_needs_model::RULE,
    never_true::RULE,
    always_true::RULE,
    shadowed_branch::RULE,
    dead_else::RULE,
    decided_by_path::RULE,
    redundant_part::RULE,
    self_comparison::RULE,
    exact_probability::RULE,
    percent_threshold::RULE,
    idle_pattern::RULE,
    heavy_pattern::RULE,
    plain_pattern::RULE,
    exact_customer_text::RULE,
    short_needle::RULE,
    arithmetic_may_fail::RULE,
    always_too_early::RULE,
    repeated_word::RULE,
    maybe_missing_name::RULE,
    constant_place::RULE,
    single_brace::RULE,
    reply_too_long::RULE,
    markup_in_reply::RULE,
    unreachable_level::RULE,
    idle_else::RULE,
    narrow_level::RULE,
    ungrounded_answer::RULE,
    answer_without_search::RULE,
    customer_text_in_call::RULE,
    customer_text_in_prompt::RULE,
    personal_data_in_prompt::RULE,
    personal_data_in_reply::RULE,
    unmarked_personal_data::RULE,
    secret_in_flow::RULE,
    silent_handoff::RULE,
    unknown_category::RULE,
    empty_category::RULE,
    unsearched_category::RULE,
    few_examples::RULE,
    example_of_two_intents::RULE,
    repeated_example::RULE,
    close_examples::RULE,
    unused_intent::RULE,
    lone_intent::RULE,
    same_about::RULE,
    unknown_model::RULE,
    prompt_too_long::RULE,
    no_timeout::RULE,
    no_on_error::RULE,
    no_max_tokens::RULE,
    many_model_calls::RULE,
    long_wait::RULE,
    repeated_model::RULE,
    hot_answer::RULE,
    repeated_default::RULE,
    many_attempts::RULE,
    no_title::RULE,
    mixed_alphabet::RULE,
    naming_style::RULE,
    meaningless_name::RULE,
    placeholder_text::RULE,
    same_reason::RULE,
];
