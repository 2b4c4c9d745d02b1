#pragma once
// Features in a model file: JSON, read back with every value checked.

#include <limits>
#include <set>

#include <genoprop/data/features.hpp>
#include <genoprop/io/safetensors_file.hpp>

namespace genoprop::io_detail {

using Json = nlohmann::json;

/// One JSON object of a file, whose values are asked for by name, kind and range.
struct Fields {
  const char* who;
  const std::filesystem::path* path;
  std::string what;
  const Json* json;

  template <class... Parts>
  void need(bool good, const Parts&... parts) const {
    require<FileError>(good, who, ": ", *path, ": ", what, parts...);
  }
  const Json& at(const char* key) const {
    need(json->is_object() && json->contains(key), " has no \"", key, "\", expected a model file of save()");
    return (*json)[key];
  }
  bool has(const char* key) const { return json->is_object() && json->contains(key); }
  std::string text_at(const char* key) const {
    const Json& j = at(key);
    need(j.is_string(), ": \"", key, "\" is no text, expected a model file of save()");
    return j.get<std::string>();
  }
  bool flag(const char* key) const {
    const Json& j = at(key);
    need(j.is_boolean(), ": \"", key, "\" is neither true nor false, expected a model file of save()");
    return j.get<bool>();
  }
  Index index(const char* key, Index low, Index high) const {
    const Json& j = at(key);
    need(j.is_number_unsigned() && j.get<std::uint64_t>() >= static_cast<std::uint64_t>(low) &&
             j.get<std::uint64_t>() <= static_cast<std::uint64_t>(high),
         ": \"", key, "\" is ", j.dump().substr(0, 40), ", expected ", low, " to ", high);
    return j.get<Index>();
  }
  double number(const char* key) const {
    const Json& j = at(key);
    need(j.is_number() && std::isfinite(j.get<double>()), ": \"", key, "\" is ", j.dump().substr(0, 40), ", expected a finite number");
    return j.get<double>();
  }
  /// as a float, which it must not be too large for
  float small_number(const char* key) const {
    const double value = number(key);
    need(std::abs(value) <= std::numeric_limits<float>::max(), ": \"", key, "\" is ", value, ", expected a number that a float can hold");
    return static_cast<float>(value);
  }
  double positive(const char* key) const {
    const double value = number(key);
    need(value > 0, ": \"", key, "\" is ", value, ", expected above 0");
    return value;
  }
  const Json& list(const char* key) const {
    const Json& j = at(key);
    need(j.is_array(), ": \"", key, "\" is no list, expected a model file of save()");
    return j;
  }
  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> out;
    for (const Json& j : list(key)) {
      need(j.is_string(), ": \"", key, "\" holds what is no text, expected a model file of save()");
      out.push_back(j.get<std::string>());
    }
    return out;
  }
  Fields inside(std::string name, const Json& j) const { return {who, path, std::move(name), &j}; }
};

inline Json to_json(const Features& f) {
  Json columns = Json::array(), targets = Json::array();
  for (const Feature& c : f.columns) {
    Json j{{"column", c.column}, {"indicator", c.indicator}};
    if (c.text) {
      j["categories"] = c.categories;
      if (c.embedded) j["embedded"] = true;
    } else {
      j["mean"] = c.mean;
      j["deviation"] = c.deviation;
      if (std::isfinite(c.fill)) j["fill"] = c.fill;
    }
    columns.push_back(std::move(j));
  }
  for (const TargetColumn& t : f.targets) targets.push_back({{"column", t.column}, {"mean", t.mean}, {"deviation", t.deviation}});
  const char* const missing[] = {"refuse", "median", "drop"};
  Json out{{"columns", columns}, {"missing", missing[static_cast<std::size_t>(f.missing)]}};
  if (f.classes.empty()) {
    out["targets"] = targets;
  } else {
    out["class_column"] = f.class_column;
    out["classes"] = f.classes;
    out["number_classes"] = f.number_classes;
  }
  return out;
}

/// What Beside asks of features.
template <class F>
struct Describe;
template <>
struct Describe<Features> {
  static std::string json(const Features& f) {
    try {
      return to_json(f).dump();
    } catch (const Json::exception&) {
      throw DataError("save: a name of a column, category or class is not UTF-8, expected UTF-8");
    }
  }
};

inline Features features_of(const Fields& from) {
  Features f;
  std::set<std::string> names;
  for (const Json& j : from.list("columns")) {
    const Fields c = from.inside(text("column ", f.columns.size()), j);
    Feature feature{.column = c.text_at("column"), .text = c.has("categories"), .indicator = c.flag("indicator")};
    feature.embedded = c.has("embedded") && c.flag("embedded");
    c.need(!feature.embedded || feature.text, " is embedded, expected categories");
    if (feature.text) {
      feature.categories = c.texts("categories");
      c.need(std::is_sorted(feature.categories.begin(), feature.categories.end(), std::less_equal<>{}) || feature.categories.size() < 2,
             ": categories are not sorted, expected a model file of save()");
    } else {
      feature.mean = c.number("mean");
      feature.deviation = c.positive("deviation");
      if (c.has("fill")) feature.fill = c.number("fill");
    }
    c.need(names.insert(feature.column).second, " is named as another column");
    f.columns.push_back(std::move(feature));
  }
  from.need(!f.columns.empty(), ": columns is 0, expected at least 1");
  const std::string missing = from.text_at("missing");
  from.need(missing == "refuse" || missing == "median" || missing == "drop", ": \"missing\" is \"", missing,
            "\", expected refuse, median or drop");
  f.missing = missing == "refuse" ? Missing::refuse : missing == "median" ? Missing::median : Missing::drop;
  for (const Feature& c : f.columns)
    from.need(f.missing != Missing::median || c.text || std::isfinite(c.fill), ": column \"", c.column,
              "\" has no \"fill\", expected one under median");
  if (from.has("classes")) {
    f.class_column = from.text_at("class_column");
    f.classes = from.texts("classes");
    f.number_classes = from.flag("number_classes");
    from.need(f.classes.size() > 1, ": classes is ", f.classes.size(), ", expected at least 2");
  } else {
    for (const Json& j : from.list("targets")) {
      const Fields t = from.inside(text("target ", f.targets.size()), j);
      f.targets.push_back({.column = t.text_at("column"), .mean = t.number("mean"), .deviation = t.positive("deviation")});
    }
    from.need(!f.targets.empty(), ": targets is 0, expected at least 1");
  }
  return f;
}

}  // namespace genoprop::io_detail
