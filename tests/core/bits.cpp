// Prints one hash over the math and the draws of fixed inputs. check_bits.sh builds it in many ways and asks for one answer.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/core/math.hpp>

#include "support/bits.hpp"

namespace math = genoprop::math;

namespace {

constexpr int count = 4096;

/// every result in a loop that vectorises, then its bits; NaNs have no fixed payload and count as one
template <class T, class F>
void add(genoprop::support::BitHash& hash, const std::vector<T>& x, F f) {
  std::vector<T> y(x.size());
  const T* in = x.data();
  T* out = y.data();
  const int n = static_cast<int>(x.size());
#pragma omp simd
  for (int i = 0; i < n; ++i) out[i] = f(in[i]);
  for (const T v : y) hash.add(std::isnan(v) ? std::numeric_limits<T>::quiet_NaN() : v);
}

/// numbers of both signs and all sizes in [-2^e, 2^e], and the odd ones
template <class T>
std::vector<T> inputs(int e) {
  std::vector<T> x;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto w = genoprop::words_at(20211, {.index = i, .slot = static_cast<std::uint32_t>(e)});
    const T size = static_cast<T>(w.word[0]) * T(0x1p-32);
    const int down = static_cast<int>(w.word[1] % 24u) * (w.word[2] & 2 ? 1 : 0);
    x.push_back(std::ldexp(w.word[2] & 1 ? -size : size, e - down));
  }
  using L = std::numeric_limits<T>;
  for (const T v : {T(0), T(1), L::min(), L::max(), L::denorm_min(), L::infinity(), L::quiet_NaN()}) {
    x.push_back(v);
    x.push_back(-v);
  }
  return x;
}

template <class T>
std::uint64_t hash_math() {
  genoprop::support::BitHash hash;
  constexpr bool single = sizeof(T) == 4;
  const std::vector<T> wide = inputs<T>(single ? 7 : 10), angles = inputs<T>(single ? 17 : 30), near = inputs<T>(2);
  for (const auto* x : {&wide, &near}) {
    add(hash, *x, [](T v) { return math::exp(v); });
    add(hash, *x, [](T v) { return math::expm1(v); });
    add(hash, *x, [](T v) { return math::tanh(v); });
    add(hash, *x, [](T v) { return math::sigmoid(v); });
    add(hash, *x, [](T v) { return math::softplus(v); });
    add(hash, *x, [](T v) { return math::gaussian(v); });
    add(hash, *x, [](T v) { return math::normal_cdf(v); });
    add(hash, *x, [](T v) { return math::log(v); });
    add(hash, *x, [](T v) { return math::log(math::abs(v)); });
    add(hash, *x, [](T v) { return math::sqrt(v); });
    add(hash, *x, [](T v) { return math::clamp(math::max(v, T(-2)), T(-1), T(1)); });
    // a product that meets a sum outside: contraction must not reach into the functions
    add(hash, *x, [](T v) { return math::exp(v) + math::tanh(v); });
  }
  for (const auto* x : {&angles, &near}) {
    add(hash, *x, [](T v) {
      T s, c;
      math::sincos(v, s, c);
      return s;
    });
    add(hash, *x, [](T v) {
      T s, c;
      math::sincos(v, s, c);
      return c;
    });
  }
  std::vector<T> shares;
  for (int i = 0; i <= count; ++i) shares.push_back(static_cast<T>(i) / count);
  for (int i = 1; i < (single ? 149 : 1074); ++i) shares.push_back(std::ldexp(T(1), -i));
  add(hash, shares, [](T v) { return math::inverse_normal(v); });
  return hash.value();
}

std::uint64_t hash_draws() {
  genoprop::support::BitHash hash;
  std::vector<std::uint32_t> words(4 * count);
  std::uint32_t* out = words.data();
#pragma omp simd
  for (int q = 0; q < count; ++q) {
    const auto w = genoprop::words_at(0x123456789ABCDEFu, {.index = static_cast<std::uint32_t>(q), .slot = 3, .time = 5, .layer = 7});
    out[q] = w.word[0];
    out[count + q] = w.word[1];
    out[2 * count + q] = w.word[2];
    out[3 * count + q] = w.word[3];
  }
  hash.add(words);
  genoprop::Draw draw(9, {.purpose = genoprop::Purpose::data});
  for (int i = 0; i < count; ++i) {
    hash.add(draw.unit());
    hash.add(draw.normal());
    hash.add(draw.between(-0.3f, 0.7f));
    hash.add(draw.below(1000));
  }
  return hash.value();
}

}  // namespace

int main() {
  std::printf("%016llx %016llx %016llx\n", static_cast<unsigned long long>(hash_math<float>()),
              static_cast<unsigned long long>(hash_math<double>()), static_cast<unsigned long long>(hash_draws()));
}
