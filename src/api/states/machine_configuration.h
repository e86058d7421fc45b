// The configuration of a state machine beside its definition: logging, tracing, encryption.
// Kept as one JSON document, in the form in which DescribeStateMachine shows it.
#pragma once

#include <optional>

#include "api/members.h"
#include "base/json.h"
#include "base/result.h"
#include "runtime/catalogue.h"

namespace sfn::api {

/// As it is kept.
Json configuration_of(const runtime::StateMachine& machine);

/// What a request asks for, over what there is (`{}` for a new machine).
/// InvalidLoggingConfiguration, InvalidEncryptionConfiguration, ValidationException and
/// SerializationException where it cannot be.
Result<Json> machine_configuration(Members& members, const Json& present);

/// The encryption that a request asks for, or nothing where it does not say.
Result<std::optional<Json>> encryption_configuration(Members& members);

/// Whether both ask for the same, defaults included; tags do not count.
bool same_configuration(const Json& a, const Json& b);

/// The members of the configuration that DescribeStateMachine shows.
void show_configuration(const Json& configuration, Json& answer);

}  // namespace sfn::api
