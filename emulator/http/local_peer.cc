#include "http/local_peer.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace resumulator {
namespace {

struct Question {
  nlmsghdr head{};
  inet_diag_req_v2 body{};
};

struct End {
  __be16 port = 0;
  std::array<__be32, 4> address{};
  unsigned char family = 0;
  bool loopback = false;
};

using GetName = int (*)(int, sockaddr*, socklen_t*);

std::optional<End> end_of(int descriptor, GetName get_name) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (get_name(descriptor, reinterpret_cast<sockaddr*>(&name), &size) != 0) return std::nullopt;
  End end;
  if (name.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &name, sizeof v4);
    end = {v4.sin_port, {v4.sin_addr.s_addr}, AF_INET, ntohl(v4.sin_addr.s_addr) >> 24 == 127};
  } else if (name.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &name, sizeof v6);
    end.port = v6.sin6_port;
    end.family = AF_INET6;
    std::memcpy(end.address.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    end.loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
  }
  return end;
}

/// Asks for the socket whose own end is our peer.
Question question(const End& ours, const End& peers) {
  Question ask;
  ask.head.nlmsg_len = sizeof ask;
  ask.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  ask.head.nlmsg_flags = NLM_F_REQUEST;
  ask.body.sdiag_family = peers.family;
  ask.body.sdiag_protocol = IPPROTO_TCP;
  ask.body.idiag_states = ~0U;
  ask.body.id.idiag_sport = peers.port;
  ask.body.id.idiag_dport = ours.port;
  std::memcpy(ask.body.id.idiag_src, peers.address.data(), sizeof ask.body.id.idiag_src);
  std::memcpy(ask.body.id.idiag_dst, ours.address.data(), sizeof ask.body.id.idiag_dst);
  ask.body.id.idiag_cookie[0] = ask.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return ask;
}

/// No such socket, or one that no process holds any more.
bool says_left(const std::array<char, 8192>& answer, std::size_t size) {
  nlmsghdr head{};
  if (size < sizeof head) return false;
  std::memcpy(&head, answer.data(), sizeof head);
  if (head.nlmsg_type == NLMSG_ERROR && size >= NLMSG_HDRLEN + sizeof(nlmsgerr)) {
    nlmsgerr error{};
    std::memcpy(&error, answer.data() + NLMSG_HDRLEN, sizeof error);
    return error.error == -ENOENT;
  }
  if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY || size < NLMSG_HDRLEN + sizeof(inet_diag_msg)) {
    return false;
  }
  inet_diag_msg found{};
  std::memcpy(&found, answer.data() + NLMSG_HDRLEN, sizeof found);
  return found.idiag_inode == 0;
}

}  // namespace

bool local_peer_left(int descriptor) {
  const auto ours = end_of(descriptor, ::getsockname);
  const auto peers = end_of(descriptor, ::getpeername);
  if (!ours || !peers || !peers->loopback) return false;
  const int link = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (link < 0) return false;
  const Question ask = question(*ours, *peers);
  std::array<char, 8192> answer{};
  ssize_t got = -1;
  // The kernel answers within the send, so nothing here waits.
  if (::send(link, &ask, sizeof ask, 0) == static_cast<ssize_t>(sizeof ask)) {
    got = ::recv(link, answer.data(), answer.size(), MSG_DONTWAIT);
  }
  ::close(link);
  return got > 0 && says_left(answer, static_cast<std::size_t>(got));
}

}  // namespace resumulator
