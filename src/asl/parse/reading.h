// What the readers of a definition share while they work. Private to the module.
//
// Each state is read into a draft: beside the state itself, what the checks of its graph and of the
// scopes of variables want to know once everything has been read.
#pragma once

#include <initializer_list>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "asl/parse.h"
#include "asl/parse/fields.h"
#include "asl/parse/report.h"
#include "asl/state_machine.h"

namespace sfn::asl {

/// Graphs within graphs, and conditions within conditions.
inline constexpr int kNestingMax = 100;

/// The name of a state that a field leads to.
struct Target {
  std::string name;
  const Place* place;
};

/// What the check of a graph must know of a state.
struct StateOutline {
  std::string name;
  const Place* place = nullptr;
  std::vector<Target> targets;
  bool ends = false;    ///< A terminal state.
  bool broken = false;  ///< Where it leads could not be read.
};

/// The variables that the states of one graph assign, and the graphs within.
struct Scope {
  bool separate = false;  ///< Of child executions: they see nothing of the scopes around.
  struct Assigned {
    std::string name;
    const Place* place;
  };
  std::vector<Assigned> assigned;
  std::list<Scope> inner;  // Stable addresses.
};

/// One definition while it is read.
struct Reading {
  Report& report;
  MachineType type;
  QueryLanguage query_language = QueryLanguage::JsonPath;  ///< The whole machine's.
  std::set<std::string, std::less<>> state_names = {};     ///< Of all graphs, to find duplicates.
  std::set<std::string, std::less<>> labels = {};          ///< Of distributed Map states, as well.
  int depth = 0;                                           ///< Graphs around the one being read.
};

/// One state while it is read.
struct StateDraft {
  Reading& reading;
  Fields& fields;
  Scope& scope;  ///< Of the graph that the state belongs to.
  StateOutline& outline;
  State& state;  ///< What is made of it; its name and query language are there.

  Report& report() { return reading.report; }
  bool is_jsonata() const { return state.query_language == QueryLanguage::Jsonata; }
};

/// Reports what this version leaves out, at the place that asks for it: `Intrinsic functions are`.
/// query_language.cc.
void refuse_for_now(Report& report, const Place& place, std::string_view what);

/// Which fields of an object belong to one query language alone.
struct LanguageFields {
  std::initializer_list<std::string_view> jsonata = {};
  std::initializer_list<std::string_view> jsonpath = {};
};
/// Reports each field that was not taken, and of those in `of_one_language` that they are of the
/// other one. query_language.cc.
void refuse_others(const StateDraft& draft, Fields& fields, const LanguageFields& of_one_language);

}  // namespace sfn::asl
