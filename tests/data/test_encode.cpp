#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/core/draw.hpp>
#include <genoprop/data/encode.hpp>
#include <genoprop/data/scale.hpp>

#include "support/seeds.hpp"

namespace gp = genoprop;
using gp::Column;
using gp::DataError;
using gp::Features;
using gp::Index;
using gp::Missing;
using gp::Predict;
using gp::Table;

namespace {

const double none = std::numeric_limits<double>::quiet_NaN();

/// rooms 1 2 ? 4 | town B A B ? | price 10 20 30 40
Table houses() {
  return Table({{.name = "rooms", .numbers = {1, 2, none, 4}},
                {.name = "town", .codes = {0, 1, 0, -1}, .words = {"Bern", "Aarau", "Chur"}, .text = true},
                {.name = "price", .numbers = {10, 20, 30, 40}}},
               "price");
}
Table flowers(std::vector<std::int32_t> codes = {0, 1, 0, 1}) {
  std::vector<double> x(codes.size());
  for (std::size_t r = 0; r < x.size(); ++r) x[r] = static_cast<double>(r);
  return Table({{.name = "x", .numbers = x}, {.name = "kind", .codes = std::move(codes), .words = {"rose", "aster", "lily"}, .text = true}},
               "kind");
}

}  // namespace

TEST_CASE("encode: median, indicator, one-hot and statistics, by hand") {
  const auto data = gp::encode(gp::TableSplits{houses(), houses(), {}}, {.missing = Missing::median});
  const Features& f = data.features;
  CHECK(f.inputs() == 5);  // rooms, rooms missing, Aarau, Bern, town missing
  CHECK(f.outputs() == 1);
  CHECK(f.columns[0].fill == 2);
  CHECK(f.columns[0].mean == 2.25);  // of 1 2 2 4
  const double deviation = std::sqrt((1.5625 + 2 * 0.0625 + 3.0625) / 4);
  CHECK(f.columns[0].deviation == deviation);
  CHECK(f.columns[1].categories == std::vector<std::string>{"Aarau", "Bern"});  // no training row is of Chur
  const auto z = [&](double v) { return static_cast<float>((v - 2.25) / deviation); };
  CHECK(data.training.x() == xt::xtensor<float, 2>{{z(1), 0, 0, 1, 0}, {z(2), 0, 1, 0, 0}, {z(2), 1, 0, 1, 0}, {z(4), 0, 0, 0, 1}});
  const auto t = [&](double v) { return static_cast<float>((v - 25) / std::sqrt(125.0)); };
  CHECK(data.training.targets() == xt::xtensor<float, 2>{{t(10)}, {t(20)}, {t(30)}, {t(40)}});
  const auto back = gp::in_units(f, data.training.targets());
  for (std::size_t r = 0; r < 4; ++r) CHECK(back(r, 0) == doctest::Approx(10.0 * (1 + static_cast<double>(r))).epsilon(1e-6));
  CHECK(data.warnings.empty());
  CHECK_THROWS_WITH_AS(gp::in_units(f, xt::xtensor<float, 2>{{1, 2}}), "in_units: columns is 2, expected 1", gp::ShapeError);
}

TEST_CASE(
    "encode: embedded words are whole numbers, not scaled; missing cells are one more where training rows had some, else -1 as unknown") {
  const auto with = [](std::vector<std::int32_t> towns) {
    return Table({{.name = "size", .codes = {0, 1, 0, 1}, .words = {"S", "L"}, .text = true},
                  {.name = "town", .codes = std::move(towns), .words = {"Bern", "Aarau", "Chur"}, .text = true},
                  {.name = "price", .numbers = {10, 20, 30, 40}}},
                 "price");
  };
  const auto encoded = [](const Table& training, const Table& test) {
    return gp::encode(gp::TableSplits{training, training, test}, {.missing = Missing::median, .embed = "town"});
  };
  const auto data = encoded(with({0, 1, 0, -1}), with({2, -1, 1, 0}));  // Aarau 0, Bern 1, missing 2, Chur unknown
  CHECK(data.training.x() == xt::xtensor<float, 2>{{0, 1, 1}, {1, 0, 0}, {0, 1, 1}, {1, 0, 2}});
  CHECK(data.test.x() == xt::xtensor<float, 2>{{0, 1, -1}, {1, 0, 2}, {0, 1, 0}, {1, 0, 1}});
  CHECK(data.warnings ==
        std::vector<std::string>{
            "test: column \"town\": 1 cells such as \"Chur\" are of no category of the training rows; their embedding is zeros"});
  CHECK(data.features.inputs() == 3);
  CHECK(data.features.embedded("town").column == 2);
  CHECK(data.features.embedded("town").categories == 3);
  const auto whole = encoded(with({0, 1, 0, 1}), with({2, -1, 1, 0}));
  CHECK(whole.test.x() == xt::xtensor<float, 2>{{0, 1, -1}, {1, 0, -1}, {0, 1, 0}, {1, 0, 1}});
  CHECK(whole.warnings.size() == 2);
  CHECK(whole.features.embedded("town").categories == 2);
  float x[3];
  Index unknown = 0;
  const auto number = [&](const Features& f, const gp::Cell& town) {
    const gp::Cell cells[] = {"S", town};
    unknown = f.encode(std::span<const gp::Cell>(cells), x);
    return x[2];
  };
  CHECK((number(data.features, " Bern") == 1 && unknown == 0));
  CHECK((number(data.features, "Chur") == -1 && unknown == 1));
  CHECK((number(data.features, gp::Cell::missing()) == 2 && unknown == 0));
  CHECK((number(whole.features, "NA") == -1 && unknown == 0));
  const auto refused = [&](gp::Names embed, const char* what) {
    CHECK_THROWS_WITH_AS(Features::of(houses(), {.missing = Missing::median, .embed = std::move(embed)}), what, DataError);
  };
  refused("city", "encode: .embed names \"city\", expected a column of the table beside its target");
  refused({"town", "price"}, "encode: .embed names \"price\", expected a column of the table beside its target");
  refused("rooms",
          "encode: .embed names \"rooms\", which holds numbers, expected words: load_csv(path, {.text = \"rooms\"}) reads them as words");
  CHECK_THROWS_WITH_AS(data.features.embedded("size"),
                       "embedded: column \"size\" is not embedded, expected one that encode(parts, {.embed = ...}) names", DataError);
}

TEST_CASE("encode: an even number of values has the mean of the middle two as its median; rows and cells say the same") {
  const Table t({{.name = "a", .numbers = {7, 1, none, 3, 9}}, {.name = "y", .numbers = {1, 2, 3, 4, 5}}}, "y");
  const auto f = Features::of(t, {.missing = Missing::median});
  CHECK(f.columns[0].fill == 5);
  float row[2], all[10];
  f.encode(t, all, 2);
  for (Index r = 0; r < 5; ++r) {
    const gp::Cell cells[] = {t.column(0).numbers[static_cast<std::size_t>(r)]};
    CHECK(f.encode(std::span<const gp::Cell>(cells), row) == 0);
    CHECK(row[0] == all[2 * r]);
    CHECK(row[1] == all[2 * r + 1]);
  }
}

TEST_CASE("encode: words and missing cells that the training rows did not have give zeros and are counted") {
  const Table other({{.name = "town", .codes = {0, 0, 1, -1}, .words = {"Zug", "Bern"}, .text = true},
                     {.name = "rooms", .numbers = {1, none, 3, 4}},
                     {.name = "price", .numbers = {1, 2, 3, 4}}},
                    "price");
  const Table training({{.name = "rooms", .numbers = {1, 2}},
                        {.name = "town", .codes = {0, 1}, .words = {"Bern", "Aarau"}, .text = true},
                        {.name = "price", .numbers = {1, 2}}},
                       "price");
  const auto data = gp::encode(gp::TableSplits{training, other, {}}, {.missing = Missing::median, .standardise_inputs = false});
  CHECK(data.validation.x() == xt::xtensor<float, 2>{{1, 0, 0}, {1.5f, 0, 0}, {3, 0, 1}, {4, 0, 0}});
  CHECK(data.warnings ==
        std::vector<std::string>{"validation: column \"rooms\": 1 cells are missing, no training row missed one",
                                 "validation: column \"town\": 2 cells such as \"Zug\" are of no category of the training rows; their "
                                 "inputs are zeros",
                                 "validation: column \"town\": 1 cells are missing, no training row missed one"});
  float row[3];
  const gp::Cell cells[] = {2.0, "Zug"};
  CHECK(data.features.encode(std::span<const gp::Cell>(cells), row) == 1);
  CHECK(row[1] + row[2] == 0);
}

TEST_CASE("encode: a word as a cell means what it means in a CSV file: spaces do not count, NA says nothing unless it is a category") {
  const Table t({{.name = "rooms", .numbers = {1, none, 3}},
                 {.name = "town", .codes = {0, 1, -1}, .words = {"Bern", "null"}, .text = true},
                 {.name = "y", .numbers = {1, 2, 3}}},
                "y");
  const auto f = Features::of(t, {.missing = Missing::median, .standardise_inputs = false});  // rooms, missing, Bern, null, missing
  const auto says = [&](const gp::Cell& rooms, const gp::Cell& town) {
    const gp::Cell cells[] = {rooms, town};
    std::vector<float> x(5);
    const Index unknown = f.encode(std::span<const gp::Cell>(cells), x.data());
    x.push_back(static_cast<float>(unknown));
    return x;
  };
  using Row = std::vector<float>;
  CHECK(says(1.0, " Bern\t") == Row{1, 0, 1, 0, 0, 0});
  CHECK(says(1.0, "null ") == Row{1, 0, 0, 1, 0, 0});
  CHECK(says(1.0, "bern") == Row{1, 0, 0, 0, 0, 1});
  for (const std::string_view nothing : gp::says_nothing) {
    if (nothing != "null") CHECK(says(1.0, nothing) == Row{1, 0, 0, 0, 1, 0});
    CHECK(says(nothing, "Bern") == Row{2, 1, 1, 0, 0, 0});
  }
  CHECK(says(1.0, "  ") == Row{1, 0, 0, 0, 1, 0});
  CHECK_THROWS_WITH_AS(says("3", "Bern"), "encode: cell 0 \"rooms\" is a word, expected a number", DataError);
  const auto whole = Features::of(t.pick({0}), {});
  const gp::Cell cells[] = {1.0, "NA"};
  float x[2];
  CHECK_THROWS_WITH_AS(
      whole.encode(std::span<const gp::Cell>(cells), x),
      "encode: cell 1 \"town\" is missing, expected a word: a model made with .missing = Missing::median takes missing cells", DataError);
}

TEST_CASE("encode: missing cells are refused with their counts, or their rows are left out") {
  CHECK_THROWS_WITH_AS(
      gp::encode(gp::TableSplits{houses(), houses(), {}}),
      "encode: missing cells, by column: \"rooms\" 1, \"town\" 1; expected none, or .missing = Missing::median or Missing::drop",
      DataError);
  const auto data = gp::encode(gp::TableSplits{houses(), houses(), {}}, {.missing = Missing::drop});
  CHECK(data.training.rows() == 2);
  CHECK(data.dropped == 4);
  CHECK(data.features.inputs() == 3);
  const Table half({{.name = "a", .numbers = {1, 2}}, {.name = "y", .numbers = {1, none}}}, "y");
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{half, half, {}}, {.missing = Missing::median}),
                       "encode: missing cells, by column: \"y\" 1; expected none in a target, or .missing = Missing::drop", DataError);
  CHECK(gp::encode(gp::TableSplits{half, half, {}}, {.missing = Missing::drop}).training.rows() == 1);
  const Table whole({{.name = "a", .numbers = {1, 2}}, {.name = "y", .numbers = {1, 2}}}, "y");
  CHECK_THROWS_AS(gp::encode(gp::TableSplits{whole, half, {}}, {.missing = Missing::median}), DataError);
  const Table empty({{.name = "a", .numbers = {none, none}}, {.name = "y", .numbers = {1, 2}}}, "y");
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{empty, whole, {}}, {.missing = Missing::median}),
                       "encode: column \"a\" is empty in all 2 training rows, expected values: leave it out", DataError);
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{empty, whole, {}}, {.missing = Missing::drop}),
                       "encode: every one of the 2 training rows misses a cell, expected some that do not", DataError);
}

TEST_CASE("encode: classes are numbered in the order of their names; numbers in the order of their size") {
  const auto data = gp::encode(gp::TableSplits{flowers(), flowers({1, 1, 0}), {}});
  CHECK(data.features.classes == std::vector<std::string>{"aster", "rose"});
  CHECK(data.training.labels() == xt::xtensor<std::int32_t, 1>{1, 0, 1, 0});
  CHECK(data.validation.labels() == xt::xtensor<std::int32_t, 1>{0, 0, 1});
  CHECK(data.validation.classes() == 2);
  const Table digits({{.name = "x", .numbers = {1, 2, 3, 4}}, {.name = "digit", .numbers = {10, 9, 0.5, 9}}}, "digit", Predict::classes);
  const auto numbered = gp::encode(gp::TableSplits{digits, digits, {}});
  CHECK(numbered.features.classes == std::vector<std::string>{"0.5", "9", "10"});
  CHECK(numbered.training.labels() == xt::xtensor<std::int32_t, 1>{2, 1, 0, 1});
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{flowers({0, 0, 0}), flowers(), {}}),
                       "encode: target \"kind\" is rose in all 3 training rows, expected at least 2 classes", DataError);
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{flowers(), flowers({0, 1, 2}), {}}),
                       "encode: validation: row 2 of target \"kind\" is lily, a class that no training row has", DataError);
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{flowers(), flowers({0, -1}), {}}),
                       "encode: validation: target \"kind\" is missing in 1 rows, expected a class in every row", DataError);
}

TEST_CASE("encode: statistics come from training rows alone, and are those of Scaler") {
  gp::support::for_seeds(20, [](gp::Draw& draw) {
    const std::size_t rows = 2 + static_cast<std::size_t>(draw.below(50));
    std::vector<double> x(rows), y(rows);
    xt::xtensor<double, 2> both = xt::xtensor<double, 2>::from_shape({rows, 2});
    for (std::size_t r = 0; r < rows; ++r) {
      both(r, 0) = x[r] = 1000 + static_cast<double>(draw.normal());
      both(r, 1) = y[r] = static_cast<double>(draw.normal());
    }
    const Table t({{.name = "x", .numbers = x}, {.name = "y", .numbers = y}}, "y");
    const Table far({{.name = "x", .numbers = {1e9}}, {.name = "y", .numbers = {-1e9}}}, "y");
    const auto data = gp::encode<double>(gp::TableSplits{t, far, far});
    const auto scaler = gp::Scaler::of(both);
    CHECK(data.features.columns[0].mean == scaler.mean(0));
    CHECK(data.features.columns[0].deviation == scaler.deviation(0));
    CHECK(data.features.targets[0].mean == scaler.mean(1));
    CHECK(data.training.x()(0, 0) == scaler.apply(both)(0, 0));
  });
}

TEST_CASE("encode: rows picked from a table say what a table of these rows alone says") {
  gp::support::for_seeds(40, [](gp::Draw& draw) {
    constexpr Index rows = 30;
    Column a{.name = "a"}, b{.name = "b"}, y{.name = "y"}, word{.name = "word", .words = {"p", "q", "r"}, .text = true};
    for (Index r = 0; r < rows; ++r) {
      a.numbers.push_back(static_cast<double>(draw.normal()));
      b.numbers.push_back(draw.below(3) == 0 ? none : static_cast<double>(draw.below(9)));
      y.numbers.push_back(static_cast<double>(draw.normal()));
      word.codes.push_back(draw.below(4) - 1);
    }
    std::vector<Index> which(12);
    for (Index& r : which) r = draw.below(rows);
    const auto alone = [&](Column c) {
      Column few{.name = c.name, .words = c.words, .text = c.text};
      for (const Index r : which)
        c.text ? few.codes.push_back(c.codes[static_cast<std::size_t>(r)]) : few.numbers.push_back(c.numbers[static_cast<std::size_t>(r)]);
      return few;
    };
    const Table picked = Table({a, b, y, word}, "y").pick(which), own({alone(a), alone(b), alone(y), alone(word)}, "y");
    for (const Missing missing : {Missing::median, Missing::drop}) {
      const auto of = [&](const Table& t) { return gp::encode<double>({t, t, {}}, {.missing = missing}); };
      const auto ours = of(picked), theirs = of(own);
      CHECK(ours.training.x() == theirs.training.x());
      CHECK(ours.training.targets() == theirs.training.targets());
      CHECK(ours.dropped == theirs.dropped);
      CHECK(ours.features.columns[2].categories == theirs.features.columns[2].categories);
      CHECK(ours.features.targets[0].mean == theirs.features.targets[0].mean);
    }
    Column kind = word, number{.name = "number"};  // classes, of which the picked rows may lack some
    for (std::int32_t& code : kind.codes) number.numbers.push_back(code = std::max(code, 0));
    const auto check_classes = [&](const Column& target) {
      const auto ours = gp::encode({Table({a, target}, target.name, Predict::classes).pick(which), {}, {}});
      const auto theirs = gp::encode({Table({alone(a), alone(target)}, target.name, Predict::classes), {}, {}});
      CHECK(ours.features.classes == theirs.features.classes);
      CHECK(ours.training.labels() == theirs.training.labels());
    };
    check_classes(kind);
    check_classes(number);
  });
}

TEST_CASE("table: splits keep the class shares and every row once, with and without classes") {
  std::vector<std::int32_t> codes;
  for (int r = 0; r < 100; ++r) codes.push_back(r % 10 == 0 ? 0 : 1);
  const Table t = flowers(codes);
  const auto parts = gp::split(t, {.train = 0.5, .validation = 0.3, .test = 0.2, .seed = 3});
  std::vector<int> seen(100);
  const auto roses = [&](const Table& part) {
    int n = 0;
    for (Index r = 0; r < part.rows(); ++r) {
      ++seen[part.row(r)];
      n += codes[part.row(r)] == 0;
    }
    return n;
  };
  CHECK(roses(parts.training) == 5);
  CHECK(roses(parts.validation) == 3);
  CHECK(roses(parts.test) == 2);
  CHECK(seen == std::vector<int>(100, 1));
  CHECK(gp::split(houses(), {.train = 0.5, .validation = 0.5}).training.rows() == 2);
  CHECK_THROWS_AS(gp::split(houses(), {.train = 0.5, .validation = 0.01}), gp::SettingsError);
  CHECK_THROWS_AS(gp::split(Table{}, {}), DataError);
  // the same rows as a dataset of the same classes
  xt::xtensor<float, 2> x = xt::zeros<float>({100, 1});
  xt::xtensor<std::int32_t, 1> y = xt::zeros<std::int32_t>({100});
  for (std::size_t r = 0; r < 100; ++r) {
    x(r, 0) = static_cast<float>(r);
    y(r) = codes[r];
  }
  const auto rows = gp::split(gp::Dataset{x, y}, {.train = 0.5, .validation = 0.3, .test = 0.2, .seed = 3});
  for (Index r = 0; r < 50; ++r) CHECK(rows.training.row(r)[0] == static_cast<float>(parts.training.row(r)));
}

TEST_CASE("table: rows without a class are a class of their own when rows are split, wherever they stand") {
  gp::support::for_seeds(20, [](gp::Draw& draw) {
    constexpr std::size_t rows = 1000;  // 60 of each of ten classes, 400 that miss theirs, in a drawn order
    std::vector<double> y(rows), x(rows);
    for (std::size_t r = 0; r < rows; ++r) y[r] = r < 600 ? static_cast<double>(r % 10) : none;
    for (std::size_t r = rows - 1; r > 0; --r) std::swap(y[r], y[static_cast<std::size_t>(draw.below(static_cast<Index>(r + 1)))]);
    const Table t({{.name = "x", .numbers = x}, {.name = "y", .numbers = y}}, "y", Predict::classes);
    const auto parts = gp::split(t, {.train = 0.5, .validation = 0.5, .test = 0, .seed = 1 + static_cast<std::uint64_t>(draw.below(1000))});
    for (const Table* part : {&parts.training, &parts.validation}) {
      std::vector<int> n(11);
      for (Index r = 0; r < part->rows(); ++r) ++n[part->missing(1, r) ? 10 : static_cast<std::size_t>(y[part->row(r)])];
      CHECK(n == std::vector<int>{30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 200});
    }
  });
}

TEST_CASE("encode: a number that is finite in the table but not when it is scaled is refused, not rounded to infinity") {
  const auto f = Features::of(Table({{.name = "a", .numbers = {1, 1.5, 2, 2.5}}, {.name = "y", .numbers = {1, 2, 3, 4}}}, "y"));
  const Table far({{.name = "a", .numbers = {1, 1e39}}, {.name = "y", .numbers = {1, 2}}}, "y");
  float x[2];
  CHECK_THROWS_WITH_AS(f.encode(far, x, 1),
                       doctest::Contains("encode: column \"a\" is 1e+39, expected a number that is finite when it is "), DataError);
  double wide[2];
  f.encode(far, wide, 1);
  CHECK(std::isfinite(wide[1]));
  const gp::Cell cells[] = {1e39};
  CHECK_THROWS_AS(f.encode(std::span<const gp::Cell>(cells), x), DataError);
}

TEST_CASE("table and encode: refusals") {
  CHECK_THROWS_WITH_AS(Table({{.name = "a", .numbers = {1}}, {.name = "b"}}), "Table: column \"b\" has 0 rows, expected 1", gp::ShapeError);
  CHECK_THROWS_AS(Table({{.name = "a", .numbers = {1}}, {.name = "a", .numbers = {1}}}), DataError);
  CHECK_THROWS_AS(Table({{.name = "a", .codes = {1}, .words = {"x"}, .text = true}}), DataError);
  CHECK_THROWS_AS(Table(std::vector<Column>{}), DataError);
  CHECK_THROWS_WITH_AS(Table({{.name = "a", .numbers = {1}}, {.name = "b", .numbers = {1}}}, {"a", "b", "a"}),
                       "Table: target \"a\" is named twice, expected each target once", DataError);
  CHECK_THROWS_WITH_AS(Table({{.name = "a", .numbers = {1}}}, "b"), "Table: target: no column is named \"b\", expected one of: a",
                       DataError);
  CHECK_THROWS_AS(Table({{.name = "a", .codes = {0}, .words = {"x"}, .text = true}}, "a", Predict::values), DataError);
  CHECK_THROWS_AS(Table({{.name = "a", .numbers = {1}}, {.name = "b", .numbers = {1}}}, {"a", "b"}, Predict::classes), DataError);
  const Table t = flowers();
  CHECK_THROWS_AS(t.pick({4}), gp::ShapeError);
  CHECK_THROWS_AS(t.column("z"), DataError);
  CHECK_THROWS_AS(t.column(2), gp::ShapeError);
  CHECK_THROWS_WITH_AS(t.missing(-1), "Table::column: column is -1, expected 0 to 1", gp::ShapeError);
  CHECK_THROWS_AS(t.missing(t.find("z")), gp::ShapeError);
  CHECK_THROWS_AS(t.missing(2, 0), gp::ShapeError);
  CHECK_THROWS_WITH_AS(t.missing(0, 4), "Table::row: row is 4, expected 0 to 3", gp::ShapeError);
  CHECK_THROWS_AS(t.row(-1), gp::ShapeError);
  CHECK_THROWS_AS(t.pick({1, 2}).row(2), gp::ShapeError);
  CHECK_THROWS_AS(Table{}.missing(0), gp::ShapeError);
  CHECK_THROWS_AS(gp::encode(gp::TableSplits{Table({{.name = "a", .numbers = {1}}}), t, {}}), DataError);
  CHECK_THROWS_AS(gp::encode(gp::TableSplits{{}, t, {}}), DataError);
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{Table({{.name = "a", .numbers = {1, 2}}}, "a"), t, {}}),
                       "encode: the table has no column beside its target, expected at least 1", DataError);
  CHECK_THROWS_WITH_AS(gp::encode(gp::TableSplits{houses(), houses(), {}}, {.missing = Missing::median, .most_categories = 1}),
                       "encode: column \"town\" has 2 categories in 4 training rows, expected at most 1: leave it out if it names rows; if "
                       "it holds numbers, a cell is misspelt",
                       DataError);
  const auto f = Features::of(houses(), {.missing = Missing::drop});
  float x[32];
  CHECK_THROWS_AS(f.encode(t, x, 8), DataError);
  const gp::Cell one[] = {1.0}, word[] = {"a", "b"}, missing[] = {1.0, ""}, infinite[] = {HUGE_VAL, "Bern"};
  CHECK_THROWS_WITH_AS(f.encode(std::span<const gp::Cell>(one), x), "encode: the row has 1 cells, expected 2", gp::ShapeError);
  CHECK_THROWS_WITH_AS(f.encode(std::span<const gp::Cell>(word), x), "encode: cell 0 \"rooms\" is a word, expected a number", DataError);
  CHECK_THROWS_WITH_AS(
      f.encode(std::span<const gp::Cell>(missing), x),
      "encode: cell 1 \"town\" is missing, expected a word: a model made with .missing = Missing::median takes missing cells", DataError);
  CHECK_THROWS_WITH_AS(f.encode(std::span<const gp::Cell>(infinite), x), "encode: cell 0 \"rooms\" is inf, expected a finite number",
                       DataError);
  CHECK_THROWS_WITH_AS(
      f.encode(houses(), x, 8),
      "encode: missing cells, by column: \"rooms\" 1, \"town\" 1; expected none: a model made with .missing = Missing::median "
      "takes missing cells",
      DataError);
}
