#include <doctest/doctest.h>

#include <sys/resource.h>

#include <cmath>
#include <cstdlib>
#include <initializer_list>

#include <genoprop/data/idx.hpp>
#include <genoprop/data/split.hpp>

#include "support/count_allocations.hpp"
#include "support/no_room.hpp"
#include "support/temp_folder.hpp"

namespace gp = genoprop;
using test::Bytes;

namespace {

/// header and body of an IDX file, as hostile as asked
Bytes idx(std::initializer_list<std::uint32_t> sizes, const Bytes& body, std::uint8_t type = 8) {
  Bytes out{0, 0, type, static_cast<std::uint8_t>(sizes.size())};
  for (const std::uint32_t size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(size >> shift));
  out.insert(out.end(), body.begin(), body.end());
  return out;
}
Bytes packed(const test::TempFolder& folder, const Bytes& bytes) {
  gp::gz::Writer out("test", folder / "scratch.gz");
  out.write(bytes);
  out.commit();
  const Bytes result = test::read_bytes(folder / "scratch.gz");
  std::filesystem::remove(folder / "scratch.gz");
  return result;
}

const Bytes two_images{0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6};  // [2, 2, 3]
const Bytes two_labels{7, 0};

/// loads these bytes as images and labels
struct Files {
  test::TempFolder folder;
  gp::Dataset<float> load(const Bytes& images, const Bytes& labels, gp::Idx how = {}) const {
    return gp::load_idx(test::write_bytes(folder / "images", images), test::write_bytes(folder / "labels", labels), how);
  }
  /// the refusal's text, the folder taken out; empty where nothing was refused
  std::string refusal(const Bytes& images, const Bytes& labels, gp::Idx how = {}) const {
    try {
      load(images, labels, how);
    } catch (const gp::FileError& e) {
      std::string text = e.what();
      for (std::size_t at; (at = text.find(folder.path().string() + "/")) != std::string::npos;)
        text.erase(at, folder.path().string().size() + 1);
      return text;
    }
    return {};
  }
};

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("idx: pixels in [0, 1] and labels, plain, compressed and mixed") {
  const Files files;
  const Bytes images = idx({2, 2, 3}, two_images), labels = idx({2}, two_labels);
  for (const bool zip_images : {false, true})
    for (const bool zip_labels : {false, true}) {
      const auto data = files.load(zip_images ? packed(files.folder, images) : images, zip_labels ? packed(files.folder, labels) : labels);
      CHECK(data.rows() == 2);
      CHECK(data.features() == 6);
      CHECK(data.classes() == 8);
      CHECK(data.labels() == xt::xtensor<int, 1>{7, 0});
      CHECK(data.row(0)[0] == 0.0f);
      CHECK(data.row(0)[1] == 0.2f);
      CHECK(data.row(0)[5] == 1.0f);
      CHECK(data.row(1)[5] == 6.0f / 255.0f);
    }
}

TEST_CASE("idx: save and load give the same bits and the same bytes") {
  const Files files;
  const auto data = files.load(idx({2, 2, 3}, two_images), idx({2}, two_labels));
  for (const std::string end : {"", ".gz"}) {
    const auto images = files.folder / ("x" + end), labels = files.folder / ("y" + end);
    gp::save_idx(data, images, labels, 2);
    const auto again = gp::load_idx(images, labels);
    CHECK(again.x() == data.x());
    CHECK(again.labels() == data.labels());
    gp::save_idx(data.pick({1}), images, labels, 2);
    CHECK(gp::load_idx(images, labels).x() == data.pick({1}).x());
  }
  gp::save_idx(data, files.folder / "x", files.folder / "y", 2);
  CHECK(test::read_bytes(files.folder / "x") == idx({2, 2, 3}, two_images));
  CHECK(test::read_bytes(files.folder / "y") == idx({2}, two_labels));

  const gp::Dataset square{xt::xtensor<float, 2>{{0, .5f, 1, .499f}}, xt::xtensor<int, 1>{255}};  // nearest 255th: 127.5 up, 127.2 down
  gp::save_idx(square, files.folder / "x", files.folder / "y");
  CHECK(test::read_bytes(files.folder / "x") == idx({1, 2, 2}, {0, 128, 255, 127}));
  CHECK(test::read_bytes(files.folder / "y") == idx({1}, {255}));
}

TEST_CASE("idx: pixels that stay bytes have the values of those that do not, and are saved as they were read") {
  const Files files;
  const Bytes images = idx({2, 2, 3}, two_images), labels = idx({2}, two_labels);
  const auto floats = files.load(images, labels), bytes = files.load(images, labels, {.pixels = gp::Pixels::bytes});
  CHECK_FALSE(floats.has_pixels());
  CHECK(bytes.has_pixels());
  CHECK(bytes.x() == floats.x());
  CHECK(bytes.labels() == floats.labels());
  CHECK(bytes.classes() == 8);
  CHECK(bytes.pixels(1)[0] == 1);
  gp::save_idx(bytes, files.folder / "x", files.folder / "y", 2);
  CHECK(test::read_bytes(files.folder / "x") == images);
  CHECK(test::read_bytes(files.folder / "y") == labels);
}

TEST_CASE("idx: images that stay bytes take a quarter of the memory, also while they are read and in a subset") {
  using genoprop::support::bytes_alive, genoprop::support::bytes_highest, genoprop::support::watch_bytes;
  const Files files;
  const std::uint32_t n = 1'000;
  const Bytes images = idx({n, 28, 28}, Bytes(n * 784, 9)), labels = idx({n}, Bytes(n, 1));
  const auto taken = [&](gp::Pixels pixels) {
    const long long before = bytes_alive;
    watch_bytes();
    const auto data = files.load(images, labels, {.pixels = pixels});
    const auto half = data.pick(std::vector<gp::Index>(n / 2, 3));
    return std::pair(bytes_alive - before - half.rows() * 4, bytes_highest - before);
  };
  const auto floats = taken(gp::Pixels::floats), bytes = taken(gp::Pixels::bytes);
  CHECK(floats.first >= n * (784 * 4 + 4));
  CHECK(bytes.first <= n * (784 + 4) + 1'024);  // a label is four bytes
  CHECK(bytes.second < floats.second / 2);
}

TEST_CASE("idx: refuses what is not IDX, or not images and labels") {
  const Files files;
  const Bytes images = idx({2, 2, 3}, two_images), labels = idx({2}, two_labels);
  CHECK(files.refusal(images, labels).empty());
  CHECK(files.refusal({}, labels) == "load_idx: \"images\" has 0 bytes, expected an IDX header of 16");
  CHECK(files.refusal({0, 0, 8}, labels) == "load_idx: \"images\" has 3 bytes, expected an IDX header of 16");
  CHECK(files.refusal({'P', 'K', 3, 4, 5}, labels) == "load_idx: \"images\" starts with bytes 80 75, expected 0 0: not an IDX file");
  CHECK(files.refusal(idx({2, 2, 3}, two_images, 13), labels) == "load_idx: \"images\" has numbers of type 13, expected 8: unsigned bytes");
  CHECK(files.refusal(labels, labels) == "load_idx: \"images\" has 1 dimensions, expected 3: images [n, rows, columns]");
  CHECK(files.refusal(images, images) == "load_idx: \"labels\" has 3 dimensions, expected 1: labels [n]");
  CHECK(files.refusal(Bytes(images.begin(), images.begin() + 15), labels) ==
        "load_idx: \"images\" ends after 15 bytes, expected an IDX header of 16");
  CHECK(files.refusal(images, idx({3}, {7, 0, 1})) ==
        "load_idx: \"labels\" has 3 labels, \"images\" has 2 images, expected one label an image");
}

TEST_CASE("idx: refuses files that are shorter or longer than they say") {
  const Files files;
  const Bytes labels = idx({2}, two_labels);
  Bytes fewer = two_images, more = two_images;
  fewer.pop_back();
  more.push_back(0);
  CHECK(files.refusal(idx({2, 2, 3}, fewer), labels) == "load_idx: \"images\" has 11 bytes after its header, expected 12");
  CHECK(files.refusal(idx({2, 2, 3}, {}), labels) == "load_idx: \"images\" has 0 bytes after its header, expected 12");
  CHECK(files.refusal(idx({2, 2, 3}, more), labels) == "load_idx: \"images\" goes on after the 12 bytes that its header promises");
  CHECK(files.refusal(packed(files.folder, idx({2, 2, 3}, more)), labels) ==
        "load_idx: \"images\" goes on after the 12 bytes that its header promises");
  CHECK(files.refusal(idx({2, 2, 3}, two_images), idx({2}, {7})) == "load_idx: \"labels\" has 1 bytes after its header, expected 2");
  CHECK(files.refusal(idx({2, 2, 3}, two_images), idx({2}, {7, 0, 0})) ==
        "load_idx: \"labels\" goes on after the 2 bytes that its header promises");
  Bytes torn = packed(files.folder, idx({2, 2, 3}, two_images));
  torn.resize(torn.size() - 9);
  CHECK(files.refusal(torn, labels) ==
        "load_idx: \"images\" cannot be read: the compressed data ends too early, expected a whole plain or gzip file");
}

TEST_CASE("idx: refuses sizes of zero, sizes that overflow, and more than the limit") {
  const Files files;
  const Bytes labels = idx({2}, two_labels);
  CHECK(files.refusal(idx({0, 2, 3}, {}), idx({0}, {})) == "load_idx: \"images\" has size 0 in dimension 0, expected at least 1");
  CHECK(files.refusal(idx({2, 2, 0}, {}), labels) == "load_idx: \"images\" has size 0 in dimension 2, expected at least 1");
  CHECK(files.refusal(idx({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, {}), labels) ==
        "load_idx: \"images\" promises more than 1 x 4294967295 bytes, expected at most 2147483648 in all");
  CHECK(files.refusal(idx({65536, 65536, 65536}, {}), labels) ==
        "load_idx: \"images\" promises more than 65536 x 65536 bytes, expected at most 2147483648 in all");
  // 2^64 in all, which is 0 in 64 bits
  CHECK(files.refusal(idx({1u << 31, 1u << 31, 4}, {}), labels, {.bytes = ~std::size_t{0}}) ==
        "load_idx: \"images\" promises more than 4611686018427387904 x 4 bytes, expected at most 18446744073709551615 in all");
  CHECK(files.refusal(idx({2, 2, 3}, two_images), labels, {.bytes = 12}).empty());
  CHECK(files.refusal(idx({2, 2, 3}, two_images), labels, {.bytes = 11}) ==
        "load_idx: \"images\" promises more than 4 x 3 bytes, expected at most 11 in all");
}

TEST_CASE("idx: a header's promise and a gzip bomb cost no memory") {
  const Files files;
  const std::uint32_t n = 2'000'000;
  const Bytes promise = idx({n, 28, 28}, Bytes(100));  // 1.6 GB
  const Bytes labels = packed(files.folder, idx({n}, Bytes(n)));
  const Bytes bomb = packed(files.folder, idx({2, 2, 3}, Bytes(std::size_t{64} << 20)));
  CHECK(bomb.size() < 100'000);
  const long before = peak_kilobytes();
  CHECK(files.refusal(promise, labels) == "load_idx: \"images\" has 100 bytes after its header, expected 1568000000");
  CHECK(files.refusal(bomb, idx({2}, two_labels)) == "load_idx: \"images\" goes on after the 12 bytes that its header promises");
  CHECK(peak_kilobytes() - before < 32 * 1024);
}

TEST_CASE("idx: refuses to save what IDX cannot hold, and leaves nothing behind") {
  const test::TempFolder folder;
  using X = xt::xtensor<float, 2>;
  using Y = xt::xtensor<int, 1>;
  const auto save = [&](const gp::Dataset<float>& data, gp::Index height = 0) { gp::save_idx(data, folder / "x", folder / "y", height); };
  CHECK_THROWS_WITH_AS(save({X{{0, 1, 0, 2}}, Y{0}}), "save_idx: x is 2 in row 0, column 3, expected 0 to 1", gp::DataError);
  CHECK_THROWS_WITH_AS(save({X{{0, 1, 0, -1}}, Y{0}}), "save_idx: x is -1 in row 0, column 3, expected 0 to 1", gp::DataError);
  CHECK_THROWS_WITH_AS(save({X{{0, 1, 0}}, Y{0}}), "save_idx: features is 3 in 2 rows of pixels, expected a whole number a row",
                       gp::ShapeError);
  CHECK_THROWS_WITH_AS(save({X{{0, 1, 0}}, Y{0}}, -1), "save_idx: features is 3 in -1 rows of pixels, expected a whole number a row",
                       gp::ShapeError);
  CHECK_THROWS_WITH_AS(save({X{{0}}, Y{256}}), "save_idx: classes is 257, expected at most 256: a label is one byte", gp::DataError);
  CHECK_THROWS_WITH_AS(save({X{{0}}, X{{0}}}), "save_idx: the dataset has 1 rows and 0 classes, expected labelled rows", gp::DataError);
  CHECK_THROWS_AS(save({}), gp::DataError);
  CHECK_THROWS_AS(gp::save_idx({X{{0}}, Y{0}}, folder / "x", folder / "no" / "y"), gp::FileError);
  CHECK(folder.count() == 0);
}

TEST_CASE("idx: a disk that is full before the labels are written leaves both older files as they were") {
  const test::TempFolder folder;
  const auto images = folder / "x.gz", labels = folder / "y";  // images of zeros are short when compressed, labels are not
  const auto zeros = [](std::size_t n) {
    return gp::Dataset<float>{xt::xtensor<float, 2>(xt::zeros<float>({n, std::size_t{1}})),
                              xt::xtensor<std::int32_t, 1>(xt::zeros<std::int32_t>({n}))};
  };
  gp::save_idx(zeros(3), images, labels);
  const auto x = test::read_bytes(images), y = test::read_bytes(labels);
  {
    const test::NoRoom full(1000);
    CHECK_THROWS_WITH_AS(gp::save_idx(zeros(5000), images, labels), doctest::Contains("expected room for it"), gp::FileError);
  }
  CHECK(test::read_bytes(images) == x);
  CHECK(test::read_bytes(labels) == y);
  CHECK(folder.count() == 2);
}

TEST_CASE("idx: MNIST, where it lies") {
  const char* named = std::getenv("GENOPROP_MNIST");
#ifdef GENOPROP_SOURCE_DIR
  const std::filesystem::path folder = named ? named : GENOPROP_SOURCE_DIR "/../shared/data/mnist";
#else
  const std::filesystem::path folder = named ? named : "../shared/data/mnist";
#endif
  if (!std::filesystem::exists(folder / "t10k-images-idx3-ubyte.gz")) {
    MESSAGE("skipped: no MNIST in " << folder.string() << "; name its folder by GENOPROP_MNIST");
    return;
  }
  const auto training = gp::load_idx(folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz");
  const auto test = gp::load_idx(folder / "t10k-images-idx3-ubyte.gz", folder / "t10k-labels-idx1-ubyte.gz");
  CHECK((training.rows() == 60000 && training.features() == 784 && training.classes() == 10));
  CHECK((test.rows() == 10000 && test.features() == 784 && test.classes() == 10));
  CHECK(training.view().labels[0] == 5);
  CHECK(test.view().labels[0] == 7);
  const auto bytes =
      gp::load_idx(folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz", {.pixels = gp::Pixels::bytes});
  CHECK(bytes.x() == training.x());
  int count[10] = {};
  double sum = 0, squares = 0;
  for (gp::Index r = 0; r < 60000; ++r) {
    ++count[training.view().labels[r]];
    for (const float v : training.row(r)) {
      sum += static_cast<double>(v);
      squares += static_cast<double>(v) * static_cast<double>(v);
    }
  }
  // the published counts, mean 0.1307 and deviation 0.3081
  const int published[10] = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949};
  for (int digit = 0; digit < 10; ++digit) CHECK(count[digit] == published[digit]);
  const double n = 60000.0 * 784, mean = sum / n;
  CHECK(std::abs(mean - 0.1307) < 5e-5);
  CHECK(std::abs(std::sqrt(squares / n - mean * mean) - 0.3081) < 5e-5);

  const auto parts = gp::split(training, {.train = 0.9, .validation = 0.1, .test = 0, .seed = 1});
  CHECK((parts.training.rows() == 54000 && parts.validation.rows() == 6000));
}
