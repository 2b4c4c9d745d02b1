#pragma once
// What the best network of a run says about rows, for the page of the run: metrics, and the confusion of classes or predicted values
// against true ones.

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include <genoprop/engine/metrics.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/engine/predictions.hpp>
#include <genoprop/io/described_features.hpp>
#include <genoprop/io/safetensors_file.hpp>
#include <genoprop/nn/cross_entropy.hpp>

namespace genoprop::io_detail {

inline constexpr std::size_t most_points = 1200, most_outputs = 12;

/// What outputs are called, and the units of values: those of the table, or names that were given, or numbers.
struct OutputNames {
  std::vector<std::string> names;
  std::vector<double> mean, deviation;
};
template <class Json>
OutputNames output_names(const DescribedFeatures& features, const std::vector<std::string>& given, std::size_t outputs, bool classes) {
  OutputNames out{{}, std::vector<double>(outputs, 0.0), std::vector<double>(outputs, 1.0)};
  if (features.inputs > 0) {
    const Json f = parse_json<Json>(features.json);
    if (classes && f.contains("classes")) out.names = f["classes"].template get<std::vector<std::string>>();
    if (!classes && f.contains("targets") && f["targets"].size() == outputs)
      for (std::size_t k = 0; k < outputs; ++k) {
        out.names.push_back(f["targets"][k]["column"].template get<std::string>());
        out.mean[k] = f["targets"][k]["mean"].template get<double>();
        out.deviation[k] = f["targets"][k]["deviation"].template get<double>();
      }
  }
  if (!given.empty()) out.names = given;
  for (std::size_t k = out.names.size(); k < outputs; ++k) out.names.push_back(std::to_string(k));
  out.names.resize(outputs);
  return out;
}

/// Adds a metric; one that these rows do not have (a class alone, a target that never changes) is left out.
template <class Json, class F>
void add_number(Json& to, const char* name, F metric) {
  try {
    to.push_back(Json::array({name, metric()}));
  } catch (const DataError&) {}
}

template <class Json, class T>
Json judged_classes(const xt::xtensor<T, 2>& p, const xt::xtensor<std::int32_t, 1>& labels, const OutputNames& names) {
  const auto counts = confusion(p, labels);
  const std::size_t classes = counts.shape(0);
  Json out{{"kind", "classes"}, {"names", names.names}, {"counts", Json::array()}, {"numbers", Json::array()}};
  double most = 0;
  for (std::size_t t = 0; t < classes; ++t) {
    double rows = 0;
    for (std::size_t s = 0; s < classes; ++s) {
      if (counts(t, s) > 0) out["counts"].push_back(Json::array({t, s, counts(t, s)}));
      rows += static_cast<double>(counts(t, s));
    }
    most = std::max(most, rows);
  }
  Json& numbers = out["numbers"];
  add_number(numbers, "accuracy", [&] { return accuracy(p, labels); });
  add_number(numbers, "balanced accuracy", [&] { return balanced_accuracy(p, labels); });
  add_number(numbers, "log loss", [&] { return log_loss(p, labels); });
  if (classes == 2) add_number(numbers, "area under ROC curve", [&] { return roc_auc(p, labels); });
  if (classes >= 10)
    add_number(numbers, "among the first 5", [&] { return top_k(p, labels, 5); });
  else if (classes >= 4)
    add_number(numbers, "among the first 2", [&] { return top_k(p, labels, 2); });
  add_number(numbers, "accuracy of the most frequent class", [&] { return most / static_cast<double>(labels.size()); });
  return out;
}

/// Several labels a row, each by itself: yes above one half.
template <class Json, class T>
Json judged_labels(const xt::xtensor<T, 2>& p, const xt::xtensor<T, 2>& t, const OutputNames& names) {
  Json out{{"kind", "labels"}, {"outputs", Json::array()}, {"numbers", Json::array()}};
  double right = 0;
  for (std::size_t c = 0; c < p.shape(1); ++c) {
    std::int64_t count[2][2] = {};
    for (std::size_t r = 0; r < p.shape(0); ++r) ++count[t(r, c) > T(0.5) ? 1 : 0][p(r, c) > T(0.5) ? 1 : 0];
    right += static_cast<double>(count[0][0] + count[1][1]);
    out["outputs"].push_back({{"name", names.names[c]}, {"counts", {count[0][0], count[0][1], count[1][0], count[1][1]}}});
  }
  out["numbers"].push_back(Json::array({"labels right", right / static_cast<double>(p.size())}));
  return out;
}

/// [rows, 1]
template <class T>
xt::xtensor<T, 2> column_in_units(const xt::xtensor<T, 2>& values, std::size_t c, const OutputNames& names) {
  auto out = xt::xtensor<T, 2>::from_shape({values.shape(0), std::size_t{1}});
  for (std::size_t r = 0; r < values.shape(0); ++r)
    out(r, 0) = static_cast<T>(static_cast<double>(values(r, c)) * names.deviation[c] + names.mean[c]);
  return out;
}
/// Values in the units of the table where it is known; up to most_points rows are drawn, evenly spaced.
template <class Json, class T>
Json judged_values(const xt::xtensor<T, 2>& p, const xt::xtensor<T, 2>& t, const OutputNames& names) {
  const std::size_t rows = p.shape(0), outputs = p.shape(1), every = (rows + most_points - 1) / most_points;
  Json out{{"kind", "values"}, {"outputs", Json::array()}, {"numbers", Json::array()}, {"more", 0}};
  if (outputs > most_outputs) out["more"] = outputs - most_outputs;
  for (std::size_t c = 0; c < std::min(outputs, most_outputs); ++c) {
    const auto said = column_in_units(p, c, names), is = column_in_units(t, c, names);
    Json one{{"name", names.names[c]}, {"points", Json::array()}, {"numbers", Json::array()}};
    add_number(one["numbers"], "RMSE", [&] { return rmse(said, is); });
    add_number(one["numbers"], "mean absolute error", [&] { return mean_absolute_error(said, is); });
    add_number(one["numbers"], "R2", [&] { return r2(said, is); });
    for (std::size_t r = 0; r < rows; r += every) {
      const auto a = static_cast<float>(is(r, 0)), b = static_cast<float>(said(r, 0));
      if (std::isfinite(b)) one["points"].push_back(Json::array({a, b}));
    }
    out["outputs"].push_back(std::move(one));
  }
  return out;
}

template <class Json, class N, class Loss, class T>
Json judged(const Model<N, Loss, T>& model, const Dataset<T>& rows, const DescribedFeatures& features,
            const std::vector<std::string>& given) {
  const auto p = predictions(model, rows);
  const auto outputs = static_cast<std::size_t>(model.network().outputs());
  if constexpr (Loss::target == Target::labels) {
    return judged_classes<Json>(p, rows.labels(), output_names<Json>(features, given, std::max<std::size_t>(outputs, 2), true));
  } else {
    const OutputNames names = output_names<Json>(features, given, outputs, false);
    if (std::string_view(Loss::name) == MultiLabelCrossEntropy::name) return judged_labels<Json>(p, rows.targets(), names);
    return judged_values<Json>(p, rows.targets(), names);
  }
}

}  // namespace genoprop::io_detail
