// The readers of what several state types have in common. Private to the module.
//
// Where a part is wrong its reader reports that and returns what is nearest, so that reading goes
// on; the machine made of it is thrown away in the end.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/parse/reading.h"
#include "base/time.h"

namespace sfn::asl {

// query_language.cc
/// The field `QueryLanguage`; nothing where it is absent or wrong.
std::optional<QueryLanguage> read_query_language(Fields& fields);

// jsonata.cc: fields that depend on the query language of the state.
/// What both query languages compute in their own way: a payload template, or any value with
/// expressions in it. Nothing where there are expressions: the draft keeps those.
std::optional<PayloadTemplate> read_value(Fields& fields, std::string_view name, StateDraft& draft);
/// A field of JSONata states alone, kept by the draft. Its value; nothing in JSONPath states.
std::optional<Node> keep_value(Fields& fields, std::string_view name, StateDraft& draft);
/// Whether a field is an expression of JSONata instead of a constant; then the draft keeps it.
bool keep_expression(Fields& fields, std::string_view name, StateDraft& draft);
/// An integer; where the query language has it also an expression, or the path of the field
/// NAME`Path`.
std::optional<NumberOrPath> read_number(Fields& fields, const std::string& name, Range range,
                                        StateDraft& draft);

// timestamp.cc
std::optional<Timestamp> read_timestamp(const Node& node, Report& report);

// transition.cc
Transition read_transition(StateDraft& draft);  ///< `Next` or `End`.
std::string read_required_next(Fields& fields, StateDraft& draft);
/// A field that names another state; nothing where it is absent.
std::optional<std::string> read_target(Fields& fields, std::string_view name, StateDraft& draft);

// paths.cc
std::optional<jsonpath::Path> read_path(const Node& node, Report& report);
/// A path that names one place: `SecondsPath`, `Variable`, `ItemsPath` and their like.
std::optional<jsonpath::Path> read_reference_path(Fields& fields, std::string_view name);
PathOrNull read_path_or_null(Fields& fields, std::string_view name);  ///< `$` where absent.
PathOrNull read_result_path(Fields& fields);                          ///< `$` where absent.
/// The field NAME, or NAME`Path`; not both.
std::optional<NumberOrPath> read_number_or_path(Fields& fields, const std::string& name,
                                                Range range);
/// A warning where a text that is taken literally looks like a path.
void warn_of_path(const Node& text, Report& report);

// payload_template.cc
PayloadTemplate read_template(const Node& node, Report& report);
std::optional<PayloadTemplate> read_template(Fields& fields, std::string_view name);
bool looks_like_intrinsic(std::string_view text);
/// A call that was refused, if it is wrong in nothing but that it nests deeper than AWS allows.
std::optional<intrinsics::Expression> read_too_deep(std::string_view text);

// assign.cc
std::optional<PayloadTemplate> read_assign(Fields& fields, StateDraft& draft);

// retry.cc, catch.cc, error_handlers.cc
std::vector<Retrier> read_retry(StateDraft& draft);
std::vector<Catcher> read_catch(StateDraft& draft);
/// Calls `read` with each retrier or catcher, saying of the last that it is.
void for_each_handler(StateDraft& draft, std::string_view name,
                      const std::function<void(Fields&, bool last)>& read);
std::vector<std::string> read_error_equals(Fields& fields, bool last);

// choice_rule.cc
std::optional<ChoiceRule> read_choice_rule(const Node& node, StateDraft& draft);

// map_label.cc, item_reader.cc, item_batcher.cc, result_writer.cc
std::optional<std::string> read_label(StateDraft& draft);
std::optional<ItemReader> read_item_reader(StateDraft& draft);
std::optional<ItemBatcher> read_item_batcher(StateDraft& draft);
std::optional<ResultWriter> read_result_writer(StateDraft& draft);

// resource.cc
/// What an ARN names, or nothing where it is none that a Task can have.
std::optional<Resource> parse_resource(std::string_view text);

// integration_parameters.cc
/// Reports what the service does not take, and what is missing, where it is one that sfn knows.
void check_parameters(StateDraft& draft, const Integration& integration, const Node& parameters);

}  // namespace sfn::asl
