#pragma once
// One worker: a backend by itself.

#include <exception>

#include <genoprop/concepts/link.hpp>

namespace genoprop {

/// Nobody to speak to.
class OneLink {
 public:
  static Index rank() { return 0; }
  static Index size() { return 1; }
  void gather(std::span<Life>, Span, Signal&) const {
    if (error_) std::rethrow_exception(error_);
  }
  void fail(std::exception_ptr error) { error_ = error_ ? error_ : error; }
  void offer(const Offer&) const {}
  static bool tell(bool word) { return word; }
  template <class Receive>
  void fetch(std::span<const Move>, const Receive&) const {}
  void wait() const {}

 private:
  std::exception_ptr error_;
};

/// Runs `body(crew, link)` on every worker of a place; a backend alone is one worker, on the calling thread.
template <class B, class Body>
void on_every_worker(const B& backend, Index population, Body&& body) {
  static_assert(Backend<B>,
                "genoprop: the place of an Evolution is a backend such as Threads{} or a distributor such as Team{Threads{}, 2}");
  const auto crew = open_for(backend, population);
  OneLink link;
  body(*crew, link);
}

static_assert(Link<OneLink>);

}  // namespace genoprop
