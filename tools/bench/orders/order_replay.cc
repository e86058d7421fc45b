#include "orders/order_replay.h"

#include "base/check.h"
#include "base/overloaded.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/database.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/read_gate.h"
#include "support/closed_loop.h"
#include "support/stopwatch.h"

namespace sfn::bench {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using RawStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

store::Database open(const std::filesystem::path& directory) {
  auto database =
      store::Database::open_for_writing((directory / "raw.db").string(), store::Durability::Full);
  store::migrate(database, store::schema_migrations());
  return database;
}

class Replay {
 public:
  Replay(const OrderTape& tape, const std::filesystem::path& directory)
      : tape_(tape), database_(open(directory)), checkpointer_(database_, gate_) {
    for (const auto& sql : tape.statements) statements_.push_back(prepare(sql));
  }

  // `in_flight` orders, from the first step to the last.
  void play(std::int64_t in_flight) {
    for (std::size_t step = 0; step < tape_.steps(); ++step) {
      store::Transaction transaction(database_, store::Transaction::Kind::Write);
      play_step(step, in_flight);
      transaction.commit();
      checkpointer_.after_commit();
    }
    next_ += in_flight;
  }

 private:
  struct Prepared {
    RawStatement statement;
    bool once = false;  // In a commit, not in each step.
    int name = 0;       // The parameter that is an execution's name, or 0.
  };

  Prepared prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    const auto result = sqlite3_prepare_v3(&database_.handle(), sql.c_str(), -1,
                                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    SFN_CHECK(result == SQLITE_OK);
    const bool once = sql.find("INTO meta") != std::string::npos ||
                      sql.find("INTO execution_count") != std::string::npos;
    return {RawStatement(statement), once, sql.starts_with("INSERT INTO execution ") ? 4 : 0};
  }

  // Statement by statement, as the writer goes through the rows of a batch.
  void play_step(std::size_t step, std::int64_t in_flight) {
    const auto& calls = tape_.orders.front()[step];
    for (std::size_t call = 0; call < calls.size(); ++call) {
      const auto& prepared = statements_[calls[call].statement];
      const auto orders = prepared.once ? 1 : in_flight;
      for (std::int64_t order = next_; order < next_ + orders; ++order) {
        execute(prepared, recorded(order)[step][call], order);
      }
    }
  }

  const std::vector<OrderStep>& recorded(std::int64_t order) const {
    return tape_.orders[static_cast<std::size_t>(order) % tape_.orders.size()];
  }

  // The first parameter is the number of the execution, save for what is written once a commit. A
  // further round of the tape has further numbers, and names of the same length.
  void execute(const Prepared& prepared, const SqlCall& call, std::int64_t order) const {
    auto* statement = prepared.statement.get();
    const auto laps = order / static_cast<std::int64_t>(tape_.orders.size());
    const auto shift = prepared.once ? 0 : laps * static_cast<std::int64_t>(tape_.orders.size());
    for (std::size_t i = 0; i < call.values.size(); ++i) {
      bind(statement, static_cast<int>(i) + 1, call.values[i], i == 0 ? shift : 0);
    }
    // Bound by address until it has run.
    const SqlValue name = prepared.name == 0 ? SqlValue() : SqlValue(numbered_name(order));
    if (prepared.name != 0) bind(statement, prepared.name, name, 0);
    run(statement);
  }

  static void bind(sqlite3_stmt* statement, int index, const SqlValue& value, std::int64_t shift) {
    std::visit(overloaded{[&](std::monostate) { sqlite3_bind_null(statement, index); },
                          [&](std::int64_t number) {
                            sqlite3_bind_int64(statement, index, number + shift);
                          },
                          [&](const std::string& text) {
                            sqlite3_bind_text64(statement, index, text.data(), text.size(),
                                                SQLITE_STATIC, SQLITE_UTF8);
                          }},
               value);
  }

  static void run(sqlite3_stmt* statement) {
    int result = SQLITE_ROW;
    while (result == SQLITE_ROW) result = sqlite3_step(statement);
    SFN_CHECK(result == SQLITE_DONE);
    sqlite3_reset(statement);
  }

  const OrderTape& tape_;
  store::Database database_;
  store::ReadGate gate_;
  store::Checkpointer checkpointer_;
  std::vector<Prepared> statements_;
  std::int64_t next_ = 0;  // Order.
};

}  // namespace

ReplayResult replay_orders(const OrderTape& tape, const std::filesystem::path& directory,
                           std::int64_t in_flight, double seconds) {
  Replay replay(tape, directory);
  ReplayResult result;
  const Stopwatch watch;
  while (watch.seconds() < seconds) {
    const Stopwatch one;
    replay.play(in_flight);
    result.milliseconds.push_back(one.milliseconds());
    result.orders += in_flight;
  }
  result.seconds = watch.seconds();
  result.processor_seconds = watch.processor();
  return result;
}

}  // namespace sfn::bench
