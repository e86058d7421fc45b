// What an execution costs on disk, all in all. A number that people plan by, so it is kept.
#include <gtest/gtest.h>

#include <filesystem>

#include "history/codec.h"
#include "store/sqlite/sqlite_event_store.h"
#include "support/temporary_directory.h"

namespace sfn {
namespace {

using namespace history;

constexpr int kOrders = 1'000;
constexpr std::int64_t kBytesMax = 2'700;
const Timestamp kOrderTime = from_epoch_ms(1'767'225'600'123);
const std::string kPrefix = "arn:aws:states:eu-west-3:123456789012:";

// The 17 events of an order that passes through three tasks, with documents of the size that
// workflows/order-processing has.
class Order {
 public:
  explicit Order(int number)
      : name_("0b6fe2ad-9d0c-4d4e-9d43-" + std::to_string(100'000'000'000 + number)), id_{number} {}

  store::Batch batch() {
    const auto input = document(60);
    events_ = {ExecutionStarted{link(), kOrderTime, kPrefix + "execution:OrderWorkflow:" + name_,
                                name_, kPrefix + "stateMachine:OrderWorkflow", "OrderWorkflow",
                                kRole, input, "ValidateInput", std::nullopt}};
    task("ValidateInput", input, document(190), "ProcessData");
    task("ProcessData", last_output_, document(260), "SendNotification");
    task("SendNotification", last_output_, document(340), std::nullopt);
    events_.push_back(ExecutionSucceeded{link(), last_output_});
    end_row();
    batch_.ended = {{execution(), store::ExecutionStatus::Succeeded, kOrderTime}};
    batch_.started = {{execution(), store::MachineId{1}, store::DefinitionId{1}, name_, kRole,
                       store::ExecutionStatus::Running, kOrderTime, std::nullopt}};
    return std::move(batch_);
  }

 private:
  const std::string kRole = "arn:aws:iam::123456789012:role/StepFunctionsExecutionRole";

  ExecutionId execution() const { return id_; }
  Link link() { return {EventId{++last_id_}, EventId{last_id_ - 1}}; }
  static Payload document(std::size_t bytes) {
    return Payload::trusted("{\"text\":\"" + std::string(bytes - 11, 'x') + "\"}");
  }
  void task(const std::string& name, const Payload& input, const Payload& output,
            std::optional<std::string> following) {
    const VisitId visit{++last_visit_};
    const auto resource = "arn:aws:lambda:eu-west-3:123456789012:function:" + name;
    const auto kind = TaskKind::LambdaFunction;
    events_.push_back(
        StateEntered{link(), kOrderTime, visit, ScopeId{0}, name, StateType::Task, input});
    events_.push_back(TaskScheduled{link(), visit, kind, resource, "", input, std::nullopt,
                                    std::nullopt, std::nullopt,
                                    "4f1c8a52-0f5e-4c1a-8d3b-6d2f7b9a1e55", ""});
    events_.push_back(TaskStarted{link(), visit, kind, resource, std::nullopt, std::nullopt, ""});
    end_row();  // The function is called after this commit; its answer is a command of its own.
    events_.push_back(TaskSucceeded{link(), visit, kind, "", output});
    events_.push_back(
        StateExited{link(), visit, name, StateType::Task, output, {}, std::move(following)});
    last_output_ = output;
  }
  void end_row() {
    const auto count = static_cast<std::int64_t>(events_.size());
    batch_.journal.push_back({execution(), EventSeq{last_id_ - count + 1}, count,
                              EventId{last_id_ - count + 1}, count, kOrderTime, encode(events_)});
    events_.clear();
  }

  std::string name_;
  ExecutionId id_;
  Events events_;
  Payload last_output_;
  std::int64_t last_id_ = 0;
  std::int64_t last_visit_ = 0;
  store::Batch batch_;
};
TEST(Footprint, AnOrderCostsLessThanTwentySevenHundredBytes) {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("sfn.db");
  const auto write = [&path](int orders) {
    store::SqliteEventStore store({path, store::Durability::Relaxed, [](const auto&) {},
                                   [](const std::string& message) { ADD_FAILURE() << message; }});
    for (int number = 1; number <= orders; ++number) store.append(Order(number).batch(), [] {});
  };
  write(0);
  const auto empty = std::filesystem::file_size(path);
  write(kOrders);
  const auto each = static_cast<std::int64_t>(std::filesystem::file_size(path) - empty) / kOrders;
  RecordProperty("bytes_per_order", std::to_string(each));
  EXPECT_LT(each, kBytesMax);
  EXPECT_GT(each, 1'500) << "where did the documents go?";
}

}  // namespace
}  // namespace sfn
