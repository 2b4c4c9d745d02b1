#include <doctest/doctest.h>

#include <sys/resource.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <new>

#include <genoprop/data/mapped.hpp>
#include <genoprop/data/scale.hpp>

#include "support/bits.hpp"
#include "support/npy_file.hpp"

namespace gp = genoprop;
using test::file_of;
using test::npy;
using test::TempFolder;

namespace {

using Matrix = xt::xtensor<float, 2>;
using Labels = xt::xtensor<std::int32_t, 1>;

const std::vector<float> six{1, 2, 3, 4, 5.5f, -6};

/// the refusal's text, the folder taken out
template <class F>
std::string refusal(const TempFolder& folder, F f) {
  try {
    f();
  } catch (const gp::Error& e) {
    std::string text = e.what();
    for (std::size_t at; (at = text.find(folder.path().string() + "/")) != std::string::npos;)
      text.erase(at, folder.path().string().size() + 1);
    return text;
  }
  return "it was mapped";
}

/// x.npy and labels of as many rows as it has
struct Files {
  TempFolder folder;
  std::filesystem::path y = file_of(folder, npy<std::int64_t>("<i8", "(3,)", {0, 2, 0}), "y.npy");
  gp::Dataset<float> map(const std::string& x) const {
    std::filesystem::remove(folder / "x.npy");  // one that is mapped keeps its bytes: it is not written over
    return gp::map_npy(file_of(folder, x, "x.npy"), y);
  }
  std::string refusal(const std::string& x) const {
    return ::refusal(folder, [&] { map(x); });
  }
};

/// a limit on memory of the program's own for the length of a block: what it has and `more` bytes
class DataLimit {
 public:
  explicit DataLimit(std::size_t more) {
    std::ifstream in("/proc/self/statm");
    std::size_t field[6]{};
    for (std::size_t& f : field) in >> f;
    getrlimit(RLIMIT_DATA, &before_);
    const rlimit lower{std::min<rlim_t>(field[5] * 4096 + more, before_.rlim_max), before_.rlim_max};
    setrlimit(RLIMIT_DATA, &lower);
  }
  ~DataLimit() { setrlimit(RLIMIT_DATA, &before_); }
  DataLimit(const DataLimit&) = delete;
  DataLimit& operator=(const DataLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("map_npy: floats are read where they lie, as load_npy reads them") {
  const Files files;
  const auto data = files.map(npy("<f4", "(3, 2)", six));
  CHECK((data.is_mapped() && data.rows() == 3 && data.features() == 2 && data.classes() == 3 && !data.has_pixels()));
  const auto loaded = gp::load_npy(files.folder / "x.npy", files.y);
  CHECK_FALSE(loaded.is_mapped());
  CHECK(data.x() == loaded.x());
  CHECK(data.labels() == loaded.labels());
  CHECK(data.row(2)[0] == 5.5f);
  CHECK(data.x(1, 2) == Matrix{{3, 4}, {5.5f, -6}});
  CHECK(data.x(3, 0).shape(0) == 0);
  CHECK(data.pick({2, 0}).x() == Matrix{{5.5f, -6}, {1, 2}});
  CHECK(data.pick({2, 0}).view().x == data.view().x);  // shared
  CHECK(data.balanced().is_mapped());
  CHECK_THROWS_WITH_AS(data.x(2, 2), "Dataset::x: rows is 2 to 3, expected within 0 to 2", gp::ShapeError);

  const auto wide = gp::map_npy<double>(file_of(files.folder, npy<double>("<f8", "(3, 2)", {1, 2, 3, 4, 5, 0.1}), "d.npy"), files.y);
  CHECK(wide.row(2)[1] == 0.1);
  const auto taught = gp::map_npy(files.folder / "x.npy", file_of(files.folder, npy<float>("<f4", "(3, 1)", {.5f, 1, 2}), "t.npy"));
  CHECK(taught.targets() == Matrix{{.5f}, {1}, {2}});
}

TEST_CASE("map_npy: bytes are pixels, 255ths") {
  const Files files;
  const auto data = files.map(npy<std::uint8_t>("|u1", "(3, 1, 2)", {0, 51, 255, 102, 1, 2}));
  CHECK((data.is_mapped() && data.has_pixels()));
  CHECK(data.pixels(1)[0] == 255);
  CHECK(data.x()(0, 1) == 0.2f);
  CHECK(data.x() == gp::Dataset<float>::of_pixels({0, 51, 255, 102, 1, 2}, 2, Labels{0, 2, 0}).x());
  CHECK(files.map(npy<std::uint8_t>("|u1", "(3,)", {7, 8, 9}, "True")).features() == 1);  // one column: its order is no question
}

TEST_CASE("map_idx: the dataset that load_idx gives") {
  const TempFolder folder;
  const auto bytes = gp::Dataset<float>::of_pixels({0, 51, 255, 102, 1, 2, 3, 4}, 4, Labels{3, 0});
  gp::save_idx(bytes, folder / "images", folder / "labels");
  const auto data = gp::map_idx(folder / "images", folder / "labels");
  CHECK((data.is_mapped() && data.has_pixels() && data.classes() == 4));
  CHECK(data.x() == bytes.x());
  CHECK(data.labels() == bytes.labels());
  gp::save_idx(data, folder / "again", folder / "labels-again");
  CHECK(test::read_bytes(folder / "again") == test::read_bytes(folder / "images"));

  const auto message = [&](const char* images, const char* labels) {
    return refusal(folder, [&] { gp::map_idx(folder / images, folder / labels); });
  };
  auto cut = test::read_bytes(folder / "images");
  cut.pop_back();
  test::write_bytes(folder / "cut", cut);
  CHECK(message("cut", "labels") == "map_idx: \"cut\" has 23 bytes, expected 24 as its header promises");
  cut[4] = 0xFF;
  test::write_bytes(folder / "much", cut);
  CHECK(message("much", "labels") == "map_idx: \"much\" has 23 bytes, expected 17112760344 as its header promises");
  gp::save_idx(bytes, folder / "images.gz", folder / "labels.gz");
  CHECK(message("images.gz", "labels") == "map_idx: \"images.gz\" is compressed, expected a plain file: numbers are read where they lie");
  CHECK(message("images", "labels.gz") == "it was mapped");  // labels are read, as ever
  gp::save_idx(bytes.pick({0}), folder / "one", folder / "one-label");
  CHECK(message("images", "one-label") == "map_idx: \"one-label\" has 1 labels, \"images\" has 2 images, expected one label an image");
}

TEST_CASE("map_npy: refusals") {
  const Files files;
  const auto whole = npy("<f4", "(3, 2)", six);
  CHECK(files.refusal(whole) == "it was mapped");
  CHECK(files.refusal(whole.substr(0, whole.size() - 1)) == "map_npy: \"x.npy\" has 151 bytes, expected 152 as its header promises");
  CHECK(files.refusal(whole + "x") == "map_npy: \"x.npy\" has 153 bytes, expected 152 as its header promises");
  CHECK(files.refusal(whole.substr(0, 20)) == "map_npy: \"x.npy\" ends in its header, expected an .npy file");
  CHECK(files.refusal("") == "map_npy: \"x.npy\" ends in its header, expected an .npy file");
  CHECK(files.refusal(npy<double>("<f8", "(3, 2)", {1, 2, 3, 4, 5, 6})) ==
        "map_npy: \"x.npy\" has numbers of type f8, expected f4 or bytes (u1); load_npy converts, and map_npy<double> takes f8");
  CHECK(files.refusal(npy<std::int8_t>("|i1", "(3, 1)", {1, 2, 3})).find("has numbers of type i1") != std::string::npos);
  CHECK(files.refusal(npy("<f4", "(3, 2)", six, "True")) == "map_npy: \"x.npy\" is in Fortran order, expected rows one after the other");
  CHECK(files.refusal(npy<float>("<f4", "(2, 2)", {1, 2, 3, 4})) == "map_npy: \"y.npy\" has 3 rows, \"x.npy\" has 2, expected as many");
  CHECK(files.refusal(npy("<f4", "(3, 2)", six, "False", 1, 65)).find("expected a multiple of 4") != std::string::npos);
  CHECK(files.refusal(npy<float>("<f4", "(3, 99999999999999999)", {})).find("promises") != std::string::npos);
  CHECK(files.refusal(npy<float>("<f4", "(3, 2)", {1, 2, 3, 4, NAN, 6})) ==
        "Dataset: x is nan in row 2, column 0, expected finite numbers");
  gp::gz::Writer packed("test", files.folder / "x.npy.gz");
  packed.write({reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size()});
  packed.commit();
  CHECK(refusal(files.folder, [&] { gp::map_npy(files.folder / "x.npy.gz", files.y); }) ==
        "map_npy: \"x.npy.gz\" is compressed, expected a plain file: numbers are read where they lie");
  CHECK(refusal(files.folder, [&] { gp::map_npy(files.folder / "none.npy", files.y); }) ==
        "map_npy: cannot open \"none.npy\": No such file or directory, expected a readable file");
}

TEST_CASE("mapping: what cannot be mapped is refused") {
  const TempFolder folder;
  CHECK(refusal(folder, [&] { gp::Mapping("test", folder / "none"); }) ==
        "test: cannot open \"none\": No such file or directory, expected a readable file");
  std::filesystem::create_directory(folder / "d");
  CHECK(refusal(folder, [&] { gp::Mapping("test", folder / "d"); }) ==
        "test: \"d\" is not a regular file, expected one that can be mapped");
  test::write_bytes(folder / "empty", {});
  CHECK(refusal(folder, [&] { gp::Mapping("test", folder / "empty"); }) == "test: \"empty\" is empty, expected a file with rows");
  CHECK(refusal(folder, [&] { gp::Dataset<float>::mapped({}, Labels{0}); }) == "Dataset::mapped: there is no file, expected a Mapping");
  test::write_bytes(folder / "ten", test::Bytes(10, 7));
  const auto ten = std::make_shared<const gp::Mapping>("test", folder / "ten");
  CHECK(ten->bytes().size() == 10);
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  for (const gp::MappedRows& rows : {gp::MappedRows{ten, 0, 11, 1, true}, gp::MappedRows{ten, 11, 1, 1, true},
                                     gp::MappedRows{ten, 0, 1, 3, false}, gp::MappedRows{ten, most, 1, 1, true}})
    CHECK(refusal(folder, [&] {
            gp::Dataset<float>::mapped(rows, Labels(std::array{rows.rows}, 0));
          }).find("Dataset::mapped: \"ten\" has 10 bytes, expected") == 0);
}

TEST_CASE("mapping: rows are scaled as they are gathered, to the bits of rows that were scaled in memory") {
  const Files files;
  const auto bytes = files.map(npy<std::uint8_t>("|u1", "(3, 2)", {0, 51, 255, 102, 1, 2}));
  const auto floats = files.map(npy("<f4", "(3, 2)", six));
  for (const auto& data : {bytes, floats}) {
    const gp::Dataset<float> held{data.x(), data.labels()};
    const auto of = [](const auto& rows) { return gp::standardise(gp::Splits<float>{rows.pick({0, 2}), rows.pick({1}), rows}); };
    const auto mapped = of(data), memory = of(held);
    CHECK(mapped.training.is_mapped());
    CHECK(mapped.inputs.mean == memory.inputs.mean);
    CHECK(mapped.inputs.deviation == memory.inputs.deviation);
    CHECK(gp::support::bits_equal(mapped.training.x(), memory.training.x()));
    CHECK(gp::support::bits_equal(mapped.validation.x(), memory.validation.x()));
    CHECK(gp::support::bits_equal(mapped.test.pick({2, 1}).x(), memory.test.pick({2, 1}).x()));
  }
  const auto scaled = floats.scaled({0, 0}, {2, 2});
  CHECK(scaled.x(2, 1) == Matrix{{2.75f, -3}});
  CHECK_THROWS_WITH_AS(scaled.row(0),
                       "Dataset::row: the rows are scaled when they are gathered, expected features as they lie; x(0, 1) gives them scaled",
                       gp::DataError);
  CHECK_THROWS_WITH_AS(bytes.scaled({0, 0}, {2, 2}).pixels(0),
                       "Dataset::pixels: the rows are scaled when they are gathered, expected bytes as they lie; x(0, 1) gives them scaled",
                       gp::DataError);
  CHECK_THROWS_WITH_AS(scaled.scaled({0, 0}, {2, 2}), "Dataset::scaled: the rows are scaled already, expected rows as they lie",
                       gp::DataError);
  CHECK_THROWS_WITH_AS(floats.scaled({0}, {2}), "Dataset::scaled: means is 1, expected 2", gp::ShapeError);
}

TEST_CASE("mapping: a row that is finite in its file but not when it is scaled is refused, not gathered as infinity") {
  const Files files;
  const auto data = files.map(npy<float>("<f4", "(3, 2)", {1, 0.5f, 1, 0.25f, -3, 3e38f}));
  const auto of = [&](gp::Index validation, gp::Index test) {
    return gp::standardise(gp::Splits<float>{data.pick({0, 1}), data.pick({validation}), data.pick({test})});
  };
  CHECK_NOTHROW(of(0, 1));
  const std::string refused =
      " row 0, column 1 is 3e+38, expected a number that is finite when it is scaled by the training rows: less 0.375, divided by 0.125";
  CHECK_THROWS_WITH_AS(of(2, 0), ("standardise: validation" + refused).c_str(), gp::DataError);
  CHECK_THROWS_WITH_AS(of(0, 2), ("standardise: test" + refused).c_str(), gp::DataError);
}

TEST_CASE("mapping: targets are scaled in memory, each row's own") {
  const Files files;
  files.map(npy("<f4", "(3, 2)", six));
  const auto t = file_of(files.folder, npy<float>("<f4", "(3,)", {10, 99, 20}), "t.npy");
  const auto data = gp::map_npy(files.folder / "x.npy", t);
  const auto weights = xt::xtensor<float, 1>{1, 3, 2};
  const gp::Dataset<float> held{data.x(), data.targets()};
  const auto of = [&](const auto& rows) {
    return gp::standardise(gp::Splits<float>{rows.pick({2, 0}), rows.weighted(weights).pick({1}), {}}, {.inputs = true, .targets = true});
  };
  const auto mapped = of(data), memory = of(held);
  CHECK(mapped.training.targets() == Matrix{{1}, {-1}});  // (20 - 15) / 5, (10 - 15) / 5
  CHECK(mapped.validation.targets() == memory.validation.targets());
  CHECK(mapped.validation.weights() == xt::xtensor<float, 1>{3});
  CHECK(data.targets()(1, 0) == 99);  // the rows it came from are as they were
  CHECK_THROWS_AS(files.map(npy("<f4", "(3, 2)", six)).with_targets([](const auto& x) { return x; }), gp::DataError);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their own memory counts too
TEST_CASE("mapping: a file of 512 MiB is opened, standardised and read with 32 MiB") {
  const TempFolder folder;
  const std::string head = npy<float>("<f4", "(131072, 1024)", {});
  const auto x = file_of(folder, head, "x.npy");
  std::filesystem::resize_file(x, head.size() + (std::size_t{512} << 20));  // sparse: zeros that take no room
  const auto y = file_of(folder, npy<std::uint8_t>("|u1", "(131072,)", std::vector<std::uint8_t>(131072, 1)), "y.npy");
  const DataLimit limit(std::size_t{32} << 20);
  const auto data = gp::map_npy(x, y);
  const auto parts = gp::standardise(gp::split(data, {.train = 0.1, .validation = 0.9, .seed = 1}));
  CHECK(parts.training.is_mapped());
  CHECK(parts.inputs.deviation(1023) == 1);
  CHECK(parts.validation.x(0, 256) == Matrix(std::array<std::size_t, 2>{256, 1024}, 0.0f));
  CHECK_THROWS_AS(gp::load_npy(x, y), std::bad_alloc);
}
#endif
