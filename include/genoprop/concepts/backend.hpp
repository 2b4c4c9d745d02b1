#pragma once
// A backend: how one worker computes. `Serial`, `Threads`, `gpu::ThrustLane`: values that a user names; open() makes the
// crew that works.

#include <concepts>
#include <span>

#include <genoprop/concepts/lane.hpp>

namespace genoprop {

/// Neighbouring individuals that one lane takes together.
struct Span {
  Index first = 0, count = 0;
};

namespace archetype {
struct Job {  // host code, for any lane
  void operator()(auto& lane, Span) const { static_assert(Lane<std::remove_cvref_t<decltype(lane)>>); }
};
struct Preparation {
  void operator()(auto&) const {}
};
}  // namespace archetype

/// Threads or a device at work for one worker. Every call comes from the thread that opened the crew.
///   lanes()          how many lanes there are; lane.id() is 0 .. lanes() - 1
///   width()          how many individuals a lane can take together: 1 on CPU threads
///   make<T>(n)       n elements of lane memory, 64-byte aligned, zeroed; owns them; .data()
///   C::host          lanes reach host memory: data needs no copy
///   read, write      between lane memory and the host; copy(from, to, n): within lane memory
///   prepare(f)       f(lane) once on every lane, on the lane's own thread: here lanes plan what they keep
///   run(spans, f)    f(lane, span) for every span, handed out as lanes become free; lane.individuals() is span.count;
///                    what a job throws comes out of run (of several, the one of the lowest span)
template <class C>
concept Crew = requires(C& crew, std::span<const Span> spans, float* p, const float* q, Index n) {
  { C::host } -> std::convertible_to<bool>;
  { crew.lanes() } -> std::same_as<Index>;
  { crew.width() } -> std::same_as<Index>;
  { crew.template make<float>(std::size_t{}).data() } -> std::same_as<float*>;
  crew.read(q, std::span<float>{});
  crew.write(std::span<const float>{}, p);
  crew.copy(q, p, std::size_t{});
  crew.prepare(archetype::Preparation{});
  crew.run(spans, archetype::Job{});
};

template <class B>
concept Backend = requires(const B& backend) {
  {backend.open()};
  requires Crew<std::remove_cvref_t<decltype(*backend.open())>>;  // open() gives a std::unique_ptr to a crew
};

/// The crew of a worker that has `individuals`. A backend whose lanes take many together offers `open(individuals)`, and plans no
/// memory for more.
template <class B>
auto open_for(const B& backend, Index individuals) {
  if constexpr (requires { backend.open(individuals); })
    return backend.open(individuals);
  else
    return backend.open();
}

}  // namespace genoprop
