#include "sfnd/port_holder.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace sfn::sfnd {
namespace {

namespace fs = std::filesystem;

// Inodes of the sockets that listen on the port. Columns of /proc/net/tcp: number, local address
// (`0100007F:1F93`), remote address, state (0A: listening), …, inode as the tenth.
void collect_inodes(const char* table, std::uint16_t port, std::set<std::string>& inodes) {
  std::ifstream in(table);
  const std::string suffix = fmt::format(":{:04X}", port);
  for (std::string line; std::getline(in, line);) {
    std::istringstream columns(line);
    std::string number, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
    columns >> number >> local >> remote >> state >> queues >> timer >> retransmits >> uid >>
        timeout >> inode;
    const bool on_port = local.size() > suffix.size() &&
                         local.compare(local.size() - suffix.size(), suffix.size(), suffix) == 0;
    if (on_port && state == "0A") inodes.insert(fmt::format("socket:[{}]", inode));
  }
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code error;
  for (const auto& fd : fs::directory_iterator(process / "fd", error)) {
    if (sockets.contains(fs::read_symlink(fd.path(), error).string())) return true;
  }
  return false;
}

std::string name_of(const fs::path& process) {
  std::ifstream in(process / "comm");
  std::string name;
  std::getline(in, name);
  return name;
}

}  // namespace

std::string port_holder(std::uint16_t port) {
  std::set<std::string> sockets;
  collect_inodes("/proc/net/tcp", port, sockets);
  collect_inodes("/proc/net/tcp6", port, sockets);
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const auto pid = process.path().filename().string();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    if (holds_one_of(process.path(), sockets)) {
      return fmt::format("process {} ({})", pid, name_of(process.path()));
    }
  }
  return "";
}

}  // namespace sfn::sfnd
