#pragma once
// Features of rows that come from no table: what arrays were standardised by belongs into the model file too.

#include <algorithm>
#include <string>

#include <genoprop/data/features.hpp>
#include <genoprop/data/scale.hpp>

namespace genoprop {

/// What `standardise` learnt, as a model file keeps it: `save(result.best(), path, {.features = features_of(scaled)})`, and `load_model`
/// takes raw rows and gives raw units. Columns are called "column 1", "column 2", ... as those of a CSV file without names, targets
/// "target 1", ...; classes are numbers from 0.
template <class T>
Features features_of(const Standardised<T>& scaled) {
  const Dataset<T>& rows = scaled.training;
  require<DataError>(rows.rows() > 0, "features_of: training rows is 0, expected at least 1");
  Features out;
  for (Index c = 0; c < rows.features(); ++c) {
    Feature f{.column = text("column ", c + 1)};
    if (scaled.inputs.columns() > 0) {
      f.mean = scaled.inputs.mean(c);
      f.deviation = scaled.inputs.deviation(c);
    }
    out.columns.push_back(std::move(f));
  }
  if (rows.has_labels()) {
    out.class_column = "class";
    out.number_classes = true;
    for (Index k = 0; k < std::max(rows.classes(), Index{2}); ++k) out.classes.push_back(std::to_string(k));
    return out;
  }
  for (Index t = 0; t < rows.outputs(); ++t) {
    TargetColumn target{.column = text("target ", t + 1)};
    if (scaled.targets.columns() > 0) {
      target.mean = scaled.targets.mean(t);
      target.deviation = scaled.targets.deviation(t);
    }
    out.targets.push_back(std::move(target));
  }
  return out;
}

}  // namespace genoprop
