#include "sfnctl/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace sfn::sfnctl {
namespace {

/// Events of one execution, numbered and dated as they are added.
class History {
 public:
  std::int64_t add(const std::string& type, std::int64_t previous, Json details = nullptr) {
    ++id_;
    Json event = {{"timestamp", 1'000.0 + 0.25 * static_cast<double>(id_)},
                  {"type", type},
                  {"id", id_},
                  {"previousEventId", previous}};
    if (!details.is_null()) event["anyEventDetails"] = std::move(details);
    progress_.show(event);
    return id_;
  }
  std::int64_t enter(const std::string& kind, const std::string& state, std::int64_t previous) {
    return add(kind + "StateEntered", previous, {{"name", state}});
  }
  std::int64_t leave(const std::string& kind, const std::string& state, std::int64_t previous) {
    return add(kind + "StateExited", previous, {{"name", state}});
  }
  std::string text() {
    progress_.finish();
    return err_.str();
  }

 private:
  std::ostringstream out_;
  std::ostringstream err_;
  Output output_{out_, err_, {}};
  Progress progress_{output_};
  std::int64_t id_ = 0;
};

TEST(Progress, AStateIsALineThatItsEndCompletes) {
  History history;
  history.add("ExecutionStarted", 0);
  auto last = history.enter("Task", "Check", 0);
  EXPECT_EQ(history.text(), "  Check                         \n");

  History whole;
  whole.add("ExecutionStarted", 0);
  last = whole.enter("Task", "Check", 0);
  last = whole.add("LambdaFunctionScheduled", last);
  last = whole.add("LambdaFunctionStarted", last);
  last = whole.add("LambdaFunctionSucceeded", last);
  last = whole.leave("Task", "Check", last);
  whole.enter("Pass", "End", last);
  EXPECT_EQ(whole.text(),
            "  Check                           1.00 s\n"
            "  End                           \n");
}

TEST(Progress, RetriesAreToldWithTheirReason) {
  History history;
  auto last = history.enter("Task", "Check", 0);
  last = history.add("LambdaFunctionScheduled", last);
  last = history.add("LambdaFunctionFailed", last, {{"error", "Busy"}, {"cause", "try\nlater"}});
  last = history.add("LambdaFunctionScheduled", last);
  last = history.add("LambdaFunctionSucceeded", last);
  history.leave("Task", "Check", last);
  EXPECT_EQ(history.text(),
            "  Check                         \n"
            "  Check                           Busy: try later\n"
            "  Check                           attempt 2\n"
            "  Check                           1.25 s\n");
}

TEST(Progress, BranchesAreIndentedAndTheirParallelEndsLast) {
  History history;
  const auto both = history.enter("Parallel", "Both", 0);
  const auto started = history.add("ParallelStateStarted", both);
  const auto mail = history.enter("Pass", "Mail", started);
  const auto text = history.enter("Pass", "Text", started);
  history.leave("Pass", "Mail", mail);
  const auto last = history.leave("Pass", "Text", text);
  history.add("ParallelStateSucceeded", last);
  const auto left = history.leave("Parallel", "Both", last);
  history.enter("Succeed", "Done", left);
  EXPECT_EQ(history.text(),
            "  Both                          \n"
            "    Mail                        \n"
            "    Text                        \n"
            "    Mail                          0.50 s\n"
            "    Text                          0.50 s\n"
            "  Both                            1.75 s\n"
            "  Done                          \n");
}

TEST(Progress, IterationsCarryTheirIndexAndStayAtOneDepth) {
  History history;
  const auto each = history.enter("Map", "Each", 0);
  const auto started = history.add("MapStateStarted", each, {{"length", 2}});
  auto last = history.add("MapIterationStarted", started, {{"name", "Each"}, {"index", 0}});
  last = history.enter("Pass", "Item", last);
  last = history.leave("Pass", "Item", last);
  history.add("MapIterationSucceeded", last, {{"name", "Each"}, {"index", 0}});
  last = history.add("MapIterationStarted", last, {{"name", "Each"}, {"index", 1}});
  last = history.enter("Pass", "Item", last);
  last = history.leave("Pass", "Item", last);
  history.add("MapStateSucceeded", last);
  last = history.leave("Map", "Each", last);
  history.enter("Pass", "Next", last);
  EXPECT_EQ(history.text(),
            "  Each                          \n"
            "    Item[0]                       0.25 s\n"
            "    Item[1]                       0.25 s\n"
            "  Each                            2.50 s\n"
            "  Next                          \n");
}

TEST(Progress, AFailedExpressionHangsBeforeItsState) {
  History history;
  auto last = history.enter("Pass", "First", 0);
  last = history.leave("Pass", "First", last);
  history.enter("Pass", "Sum", last);
  last = history.add("EvaluationFailed", last, {{"state", "Sum"}, {"error", "Bad"}});
  history.leave("Pass", "Sum", last);
  EXPECT_EQ(history.text(),
            "  First                           0.25 s\n"
            "  Sum                           \n"
            "  Sum                             Bad\n"
            "  Sum                             0.50 s\n");
}

}  // namespace
}  // namespace sfn::sfnctl
