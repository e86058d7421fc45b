#include "tasks/activity_queue.h"

#include <vector>

#include "history/task_token.h"

namespace sfn::tasks {

ActivityQueue::ActivityQueue(Post post, Clock& clock, TaskStartingReport starting)
    : post_(std::move(post)), clock_(clock), starting_(std::move(starting)) {}

ActivityQueue::~ActivityQueue() { clock_.wake_at({}, {}); }

// ---- tasks

void ActivityQueue::start(const TaskRequest& offer) {
  const Key key{offer.execution, offer.work};
  auto& task = tasks_[key] = {.activity = offer.task.resource, .place = ++last_place_};
  wait_in_line(key, task);
}

void ActivityQueue::go_ahead(const TaskRequest& request) {
  const Key key{request.execution, history::offer_of(request.work)};
  const auto found = tasks_.find(key);
  if (found == tasks_.end()) return;
  auto& task = found->second;
  task.ready = ActivityTask{
      to_text(history::TaskToken{request.execution_arn, request.work, request.task.token}),
      request.task.parameters};
  hand_on(key, task);
}

// Whoever was about to get it waits on for another, at his old place.
void ActivityQueue::cancel(ExecutionId execution, const history::WorkId& work) {
  const auto found = tasks_.find({execution, history::offer_of(work)});
  if (found == tasks_.end()) return;
  auto task = std::move(found->second);
  tasks_.erase(found);
  if (const auto line = lines_.find(task.activity); line != lines_.end()) {
    line->second.tasks.erase(task.place);
  }
  if (task.taker) wait_in_line(task.taker->first, std::move(task.taker->second));
  tidy(task.activity);
}

void ActivityQueue::wait_in_line(const Key& key, Task& task) {
  lines_[task.activity].tasks.emplace(task.place, key);
  match_soon(task.activity);
}

// ---- polls

Result<ActivityQueue::PollId> ActivityQueue::poll(const std::string& activity_arn, Poller poller) {
  const PollId id = ++last_poll_;
  if (closed_) {
    poller.answer(std::nullopt, [](bool) {});
    return id;
  }
  if (lines_[activity_arn].polls.size() >= kPollersMax) {
    return Error{"ActivityWorkerLimitExceeded",
                 "The maximum number of workers concurrently polling for activity tasks has been "
                 "reached."};
  }
  wait_in_line(id, {activity_arn, std::move(poller), clock_.now() + kPollTime});
  return id;
}

void ActivityQueue::hang_up(PollId poll) {
  // One that is about to get a task is looked at once more when that is decided.
  if (polls_.contains(poll)) tidy(take_poll(poll).activity);
}

void ActivityQueue::wait_in_line(PollId id, Poll poll) {
  const auto activity = poll.activity;
  lines_[activity].polls.insert(id);
  ends_.emplace(poll.due, id);
  polls_.emplace(id, std::move(poll));
  arm();
  match_soon(activity);
}

ActivityQueue::Poll ActivityQueue::take_poll(PollId id) {
  auto poll = std::move(polls_.extract(id).mapped());
  ends_.erase({poll.due, id});
  const auto line = lines_.find(poll.activity);
  line->second.polls.erase(id);
  return poll;
}

void ActivityQueue::arm() {
  if (ends_.empty()) return clock_.wake_at({}, {});
  clock_.wake_at(ends_.begin()->first, [this] { end_polls(); });
}

void ActivityQueue::end_polls() {
  const auto now = clock_.now();
  while (!ends_.empty() && ends_.begin()->first <= now) {
    const auto poll = take_poll(ends_.begin()->second);
    poll.poller.answer(std::nullopt, [](bool) {});
    tidy(poll.activity);
  }
  arm();
}

void ActivityQueue::close() {
  closed_ = true;
  while (!polls_.empty()) {
    const auto poll = take_poll(polls_.begin()->first);
    poll.poller.answer(std::nullopt, [](bool) {});
    tidy(poll.activity);
  }
  for (auto& [key, task] : tasks_) {
    if (!task.taker) continue;
    const auto taker = std::move(*std::exchange(task.taker, std::nullopt));
    taker.second.poller.answer(std::nullopt, [](bool) {});
  }
}

// ---- the two together

void ActivityQueue::tidy(const std::string& activity) {
  const auto found = lines_.find(activity);
  if (found == lines_.end()) return;
  const auto& line = found->second;
  if (line.tasks.empty() && line.polls.empty() && !line.match_posted) lines_.erase(found);
}

void ActivityQueue::match_soon(const std::string& activity) {
  auto& line = lines_[activity];
  if (std::exchange(line.match_posted, true)) return;
  post_([this, weak = std::weak_ptr(alive_), activity] {
    if (!weak.expired()) match(activity);
  });
}

void ActivityQueue::match(const std::string& activity) {
  auto& line = lines_.at(activity);
  line.match_posted = false;
  std::vector<std::pair<Key, PollId>> starts;
  for (std::size_t matches = 0; !line.tasks.empty() && !line.polls.empty(); ++matches) {
    if (matches == kMatchesPerTurn) {
      match_soon(activity);
      break;
    }
    const auto id = *line.polls.begin();
    auto poll = take_poll(id);
    if (!poll.poller.is_there()) continue;
    const auto key = line.tasks.extract(line.tasks.begin()).mapped();
    auto& task = tasks_.at(key);
    task.taker.emplace(id, std::move(poll));
    if (task.ready) {
      hand_on(key, task);
    } else {
      starts.emplace_back(key, id);
    }
  }
  tidy(activity);
  arm();
  for (const auto& [key, poll] : starts) report_start(key, poll);
}

void ActivityQueue::report_start(const Key& key, PollId poll) {
  const auto task = tasks_.find(key);
  if (task == tasks_.end() || !task->second.taker) return;
  starting_({.execution = key.first,
             .work = key.second,
             .worker = task->second.taker->second.poller.worker,
             .still_wanted = [this, weak = std::weak_ptr(alive_), key, poll] {
               return !weak.expired() && is_still_wanted(key, poll);
             }});
}

bool ActivityQueue::is_still_wanted(const Key& key, PollId poll) {
  const auto found = tasks_.find(key);
  if (found == tasks_.end()) return false;
  auto& task = found->second;
  if (!task.taker || task.taker->first != poll) return false;
  if (task.taker->second.poller.is_there()) return true;
  task.taker.reset();
  wait_in_line(key, task);
  return false;
}

// Of a task whose start is recorded.
void ActivityQueue::hand_on(const Key& key, Task& task) {
  auto taker = std::exchange(task.taker, std::nullopt);
  if (!taker || !taker->second.poller.is_there()) return wait_in_line(key, task);
  taker->second.poller.answer(*task.ready, [this, weak = std::weak_ptr(alive_), key](bool whole) {
    if (!weak.expired()) written(key, whole);
  });
}

void ActivityQueue::written(const Key& key, bool whole) {
  const auto found = tasks_.find(key);
  if (found == tasks_.end()) return;  // Its time ran out meanwhile.
  if (whole) {
    tasks_.erase(found);
  } else {
    wait_in_line(key, found->second);
  }
}

}  // namespace sfn::tasks
