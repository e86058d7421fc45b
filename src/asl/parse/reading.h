// What the readers of a definition share while they work. Private to the module.
//
// Each state is read into a draft: beside the state itself, what the checks of its graph and of the
// scopes of variables want to know once everything has been read.
#pragma once

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
  int depth = 0;                                           ///< Graphs around the one being read.
};

/// One state while it is read.
struct StateDraft {
  Reading& reading;
  Fields& fields;
  Scope& scope;  ///< Of the graph that the state belongs to.
  StateOutline& outline;

  Report& report() { return reading.report; }
};

/// Reports what this version leaves out, at the place that asks for it: `JSONata is`.
/// query_language.cc.
void refuse_for_now(Report& report, const Place& place, std::string_view what);

}  // namespace sfn::asl
