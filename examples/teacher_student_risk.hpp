#pragma once
// The population risk of a student ReLU network that learns an orthonormal teacher, in closed form: no data, no noise.
// Safran & Shamir, "Spurious local minima are common in two-layer ReLU neural networks", ICML 2018: for 6 <= k <= 20 units
// gradient descent gets stuck in minima that are proven to be spurious.

#include <cmath>
#include <genoprop/genoprop.hpp>

/// With u, v two weight vectors and t the angle between them, f(u, v) = |u| |v| (sin t + (pi - t) cos t) / (2 pi) is
/// E[relu(u.x) relu(v.x)] for x ~ N(0, I) (Cho & Saul, "Kernel methods for deep learning", NIPS 2009, equation 3), and
///   risk(W) = 1/2 sum_ij f(w_i, w_j) - sum_ij f(w_i, e_j) + 1/2 sum_ij f(e_i, e_j).
struct TeacherStudentRisk {
  using Scalar = double;
  genoprop::Index inputs = 20, units = 20;  ///< d, k: as many teacher units as student units
  std::uint64_t probe_seed = 1;

  genoprop::Layout layout() const {
    genoprop::Layout l;
    const genoprop::Index hidden = l.add_group(units, false);
    // column i holds w_i; N(0, 1/d)
    l.add({.name = "units",
           .rows = inputs,
           .columns = units,
           .start = {genoprop::Start::Law::normal, 1.0f / std::sqrt(static_cast<float>(inputs))},
           .feeds = hidden});
    return l;
  }

  double loss(std::span<const double> w) const {
    double risk = 0.5 * units * (units - 1) * pair(1, 1, 0).value + 0.5 * units * pair(1, 1, 1).value;
    for (genoprop::Index i = 0; i < units; ++i) {
      for (genoprop::Index j = 0; j < i; ++j) risk += pair(norm(w, i), norm(w, j), dot(w, i, j)).value;
      risk += 0.25 * dot(w, i, i);  // f(u, u) = |u|^2 / 2
      for (genoprop::Index j = 0; j < units; ++j) risk -= pair(norm(w, i), 1, w[at(i, j)]).value;
    }
    return risk;
  }

  /// df/du = (|v| sin t u/|u| + (pi - t) v) / (2 pi): Brutzkus & Globerson, ICML 2017, lemma 3.2
  void gradient(std::span<const double> w, std::span<double> g) const {
    for (genoprop::Index i = 0; i < units; ++i) {
      const double ni = norm(w, i);
      double along = 0.5;  // coefficient of w_i: f(w_i, w_i) / 2 has the gradient w_i / 2
      for (genoprop::Index c = 0; c < inputs; ++c) g[at(i, c)] = 0;
      for (genoprop::Index j = 0; j < units; ++j) {
        if (j == i) continue;
        const Pair p = pair(ni, norm(w, j), dot(w, i, j));
        along += p.along_u;
        for (genoprop::Index c = 0; c < inputs; ++c) g[at(i, c)] += p.along_v * w[at(j, c)];
      }
      for (genoprop::Index j = 0; j < units; ++j) {
        const Pair p = pair(ni, 1, w[at(i, j)]);
        along -= p.along_u;
        g[at(i, j)] -= p.along_v;
      }
      for (genoprop::Index c = 0; c < inputs; ++c) g[at(i, c)] += along * w[at(i, c)];
    }
  }

  /// hidden activations and output - target of 128 rows x ~ N(0, I): for alignment and screening
  genoprop::Index probe_rows() const { return 128; }
  void probe(std::span<const double> w, genoprop::Block<double> h, genoprop::Block<double> slope) const {
    for (genoprop::Index r = 0; r < h.rows; ++r) {
      double student = 0, teacher = 0;
      for (genoprop::Index i = 0; i < units; ++i) h(0, r, i) = 0;
      for (genoprop::Index c = 0; c < inputs; ++c) {
        const double x = x_at(r, c);
        teacher += c < units && x > 0 ? x : 0;
        for (genoprop::Index i = 0; i < units; ++i) h(0, r, i) += x * w[at(i, c)];
      }
      for (genoprop::Index i = 0; i < units; ++i) student += h(0, r, i) = h(0, r, i) > 0 ? h(0, r, i) : 0;
      slope(0, r, 0) = student - teacher;
    }
  }

 private:
  struct Pair {
    double value, along_u, along_v;  // f, and df/du = along_u u + along_v v
  };
  static Pair pair(double nu, double nv, double uv) {
    constexpr double pi = 3.14159265358979323846;
    if (nu * nv == 0) return {0, 0, 0};
    const double cosine = std::clamp(uv / (nu * nv), -1.0, 1.0), t = std::acos(cosine), sine = std::sqrt(1 - cosine * cosine);
    return {nu * nv * (sine + (pi - t) * cosine) / (2 * pi), nv * sine / nu / (2 * pi), (pi - t) / (2 * pi)};
  }
  std::size_t at(genoprop::Index unit, genoprop::Index input) const { return static_cast<std::size_t>(input * units + unit); }
  double dot(std::span<const double> w, genoprop::Index i, genoprop::Index j) const {
    double sum = 0;
    for (genoprop::Index c = 0; c < inputs; ++c) sum += w[at(i, c)] * w[at(j, c)];
    return sum;
  }
  double norm(std::span<const double> w, genoprop::Index i) const { return std::sqrt(dot(w, i, i)); }
  double x_at(genoprop::Index row, genoprop::Index column) const {
    return genoprop::Draw(
               probe_seed,
               {.purpose = genoprop::Purpose::probe, .index = static_cast<std::uint32_t>(column), .slot = static_cast<std::uint32_t>(row)})
        .normal();
  }
};
