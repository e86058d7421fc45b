// ServerConnection: one peer, from accept to close. For this module alone.
//
//   Idle --> Head --> Body --> Handling --respond()--> Writing --written--> Idle
//             |        |          |                       ^          or, without keep-alive,
//             |        |      stream()                  end()            Lingering --> Closed
//             |        |          '----> Streaming -------'
//             '--------'-- an error of the peer's --------^
//
// One request is read, handled and answered at a time. What the peer sends meanwhile is kept up to
// a limit, then left in the kernel; reading goes on as long as possible, because only a read
// notices that the peer has gone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/exchange.h"
#include "http/message.h"
#include "http/parser.h"
#include "loop/tcp.h"
#include "loop/timer.h"

namespace sfn::http {

class ServerState;

class ServerConnection {
 public:
  ServerConnection(ServerState& server, loop::Connection socket);
  ~ServerConnection();

  void start();

  // For the server.
  void apply_pause();  // Looks at ServerState::paused().
  void begin_stop();   // Goes if idle, ends a stream, else closes after the answer.
  bool owes_an_answer() const;
  /// Since when it has been between requests, or before the first; nothing where it is not.
  std::optional<Timestamp> idle_since() const;
  void close();
  void drop();        // Closes at once; nobody is told.
  void room_given();  // For the body that it has asked room for.

  // For a Responder or a Stream.
  bool peer_is_there() const { return !peer_gone_; }
  void answer(Response response, std::function<void(bool)> written);
  void begin_stream(int status, const Headers& headers);
  void write_piece(std::string_view bytes, std::function<void()> taken);
  void end_stream();
  void abandon_stream();  // The peer must not take what it has for the whole.
  std::size_t buffered_bytes() const;
  /// Runs Exchange::closed in a turn of its own, for a peer that had gone before it was set.
  void tell_closed_later();

 private:
  enum class Phase { Idle, Head, Body, Handling, Writing, Streaming, Lingering, Closed };

  void on_data(std::string_view bytes);
  void on_end();
  void read_request(std::string_view bytes);
  void keep_for_later(std::string_view bytes);
  void await_more();
  bool has_room_for_body();
  void give_room_back();
  void dispatch();
  void refuse(Response response);

  void send_answer(Response response);
  void on_answer_written(bool whole);
  void next_request();
  void linger();
  std::function<void()> take_closed();

  void enter(Phase phase);
  void arm_timer();
  void after(milliseconds delay, std::function<void()> act);
  void watch_writing();
  void update_reading();
  bool reads_a_request() const;
  void cut_off();
  void untie();
  void send(std::string bytes, std::function<void(bool)> written);
  std::uint64_t bytes_taken() const { return bytes_sent_ - buffered_bytes(); }

  ServerState& server_;
  std::optional<loop::Connection> socket_;  // Empty once closed.
  loop::Timer timer_;                       // What it means depends on the phase.
  RequestParser parser_;
  Phase phase_ = Phase::Idle;
  Timestamp idle_since_{};  // While it is.
  bool peer_gone_ =
      false;              // Has finished sending, broke off or was cut off: which, we cannot know.
  std::size_t room_ = 0;  // Of BodyRoom, for the body.
  bool waits_for_room_ = false;  // In line for it, and not read meanwhile.
  std::string unread_;           // Sent ahead by the peer, not parsed yet.
  AnswerTerms terms_;            // Of the request that is being answered.
  Exchange* exchange_ = nullptr;
  std::function<void(bool)> written_;
  std::uint64_t bytes_sent_ = 0;          // Handed to the socket.
  std::uint64_t bytes_taken_before_ = 0;  // Of those, taken by the kernel when last looked.
};

}  // namespace sfn::http
