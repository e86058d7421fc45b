#include "loop/pipe.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "loop/signal.h"
#include "support/run_until.h"

namespace sfn::loop {
namespace {

// The write end is written to directly, as a child would.
struct PipeReaderTest : testing::Test {
  Loop loop;
  PipeEnds pipe = std::move(make_pipe()).value();
  std::optional<PipeReader> reader{std::in_place, loop, std::move(pipe.read)};
  std::string data;
  int ends = 0;

  void start() {
    reader->start([this](std::string_view bytes) { data += bytes; }, [this] { ++ends; });
  }
  void print(std::string_view text) const {
    ASSERT_EQ(::write(pipe.write.get(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
};

TEST_F(PipeReaderTest, HandsOverWhatIsWrittenAndThenTheEnd) {
  start();
  print("one");
  run_until(loop, [&] { return data == "one"; });
  print("two");
  pipe.write = Fd();
  run_until(loop, [&] { return ends > 0; });
  EXPECT_EQ(data, "onetwo");
  run_what_is_ready(loop);
  EXPECT_EQ(ends, 1);
}

TEST_F(PipeReaderTest, DrainsWhatIsThereWithoutATurnOfTheLoop) {
  start();
  EXPECT_EQ(reader->drain(), "");
  print("already printed");
  EXPECT_EQ(reader->drain(), "already printed");
  EXPECT_EQ(reader->drain(), "");
  run_what_is_ready(loop);
  EXPECT_EQ(data, "");
}

TEST_F(PipeReaderTest, ReportsTheEndThatADrainMet) {
  start();
  print("last words");
  pipe.write = Fd();
  EXPECT_EQ(reader->drain(), "last words");
  EXPECT_EQ(ends, 0);
  run_until(loop, [&] { return ends == 1; });
}

TEST_F(PipeReaderTest, ReadsNothingWhilePaused) {
  start();
  reader->pause();
  print("waiting");
  run_what_is_ready(loop);
  EXPECT_EQ(data, "");
  reader->resume();
  run_until(loop, [&] { return data == "waiting"; });
}

TEST_F(PipeReaderTest, MayBeDestroyedByItsOwnData) {
  reader->start([this](std::string_view) { reader.reset(); }, [] { FAIL() << "end after that"; });
  print("x");
  run_until(loop, [&] { return !reader; });
  pipe.write = Fd();
  run_what_is_ready(loop);
}

TEST_F(PipeReaderTest, MayBeDestroyedByItsOwnEnd) {
  reader->start([](std::string_view) {}, [this] { reader.reset(); });
  pipe.write = Fd();
  run_until(loop, [&] { return !reader; });
}

TEST(PipeWriter, TellsThatTheReaderHasGone) {
  ignore_sigpipe();
  Loop loop;
  auto pipe = std::move(make_pipe()).value();
  PipeWriter writer(loop, std::move(pipe.write));
  pipe.read = Fd();
  std::optional<bool> written;
  writer.write("to nobody", [&](bool whole) { written = whole; });
  EXPECT_FALSE(written) << "told within the call";
  run_until(loop, [&] { return written.has_value(); });
  EXPECT_EQ(written, false);
}

TEST(PipeWriter, CountsWhatTheKernelHasNotTaken) {
  Loop loop;
  auto pipe = std::move(make_pipe()).value();
  std::optional<PipeWriter> writer(std::in_place, loop, std::move(pipe.write));
  const std::string bytes(std::size_t{1} << 20, 'x');
  writer->write(bytes, [](bool) { FAIL() << "called after destruction"; });
  EXPECT_GT(writer->buffered_bytes(), 0U);
  EXPECT_LT(writer->buffered_bytes(), bytes.size());
  writer.reset();
  run_what_is_ready(loop);
}

}  // namespace
}  // namespace sfn::loop
