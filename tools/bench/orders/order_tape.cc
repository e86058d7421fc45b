#include "orders/order_tape.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/check.h"
#include "orders/order_workflow.h"
#include "orders/sql_values.h"
#include "support/closed_loop.h"
#include "support/embedded_runtime.h"

namespace sfn::bench {
namespace {

// Fills a tape with what the connections that are opened meanwhile commit. The writer's thread
// calls it while there is a store; the tape is read when the store is gone.
class Recorder {
 public:
  // The row of an execution is the first that its start writes, and is written at no other time.
  // What comes before the first order (the schema, the state machine) is no order's.
  void execute(sqlite3_stmt* statement, std::string_view sql) {
    if (sql == "BEGIN IMMEDIATE") return step_.clear();
    if (sql.starts_with("INSERT INTO execution ")) tape_.orders.emplace_back();
    if (tape_.orders.empty()) return;
    if (sql == "COMMIT") return tape_.orders.back().push_back(std::move(step_));
    step_.push_back({number_of(sql), values_of(statement, sql)});
  }

  OrderTape take() { return std::move(tape_); }

 private:
  std::size_t number_of(std::string_view sql) {
    auto& known = tape_.statements;
    const auto found = std::find(known.begin(), known.end(), sql);
    const auto number = static_cast<std::size_t>(found - known.begin());
    if (found == known.end()) known.emplace_back(sql);
    return number;
  }

  static std::vector<SqlValue> values_of(sqlite3_stmt* statement, std::string_view sql) {
    const std::unique_ptr<char, void (*)(void*)> expanded(sqlite3_expanded_sql(statement),
                                                          sqlite3_free);
    return bound_values(sql, expanded.get());
  }

  OrderTape tape_;
  OrderStep step_;
};

// SQLite calls an extension with nothing of ours, hence a variable.
Recorder* recorder = nullptr;

int trace(unsigned, void*, void* statement, void* sql) {
  auto* stmt = static_cast<sqlite3_stmt*>(statement);
  if (sqlite3_db_readonly(sqlite3_db_handle(stmt), "main") == 0) {
    recorder->execute(stmt, static_cast<const char*>(sql));
  }
  return 0;
}

int trace_connection(sqlite3* db, char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, trace, nullptr);
}

void (*const kExtension)() = reinterpret_cast<void (*)()>(trace_connection);

class Recording {
 public:
  explicit Recording(Recorder& into) {
    recorder = &into;
    sqlite3_auto_extension(kExtension);
  }
  ~Recording() { sqlite3_cancel_auto_extension(kExtension); }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
};

void run_orders(const Options& options, std::int64_t orders) {
  const Scratch scratch(options);
  EmbeddedRuntime embedded(
      {.directory = scratch,
       .durability = store::Durability::Relaxed,  // Says the same to SQLite, and is sooner done.
       .answer = [](const auto& request) { return order_answer(request.task.resource); }});
  const auto machine = embedded.deploy("order-processing", order_definition(options.source));
  run_closed_loop(embedded, {.machine_arn = machine, .input = kOrder, .executions = orders});
}

bool same_statements(const std::vector<OrderStep>& a, const std::vector<OrderStep>& b) {
  const auto same_step = [](const OrderStep& x, const OrderStep& y) {
    return std::equal(
        x.begin(), x.end(), y.begin(), y.end(),
        [](const SqlCall& p, const SqlCall& q) { return p.statement == q.statement; });
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_step);
}

}  // namespace

OrderTape record_orders(const Options& options, std::int64_t orders) {
  Recorder into;
  {
    const Recording recording(into);
    run_orders(options, orders);
  }
  auto tape = into.take();
  SFN_CHECK(static_cast<std::int64_t>(tape.orders.size()) == orders);
  for (const auto& order : tape.orders) SFN_CHECK(same_statements(order, tape.orders.front()));
  return tape;
}

}  // namespace sfn::bench
