// The ranks' side of the meeting point that rank 0 serves (RendezvousServer.cs): a c10d store over one connection. c10d's own TCP store listens on all addresses.
#include "boundary.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr char kGreeting[] = "cifar-r1";
constexpr uint32_t kLongestValue = 1 << 20;
constexpr Milliseconds kOneTry{3000}, kPause{100};

enum class Operation : uint8_t { set = 1, get, has, add, remove, count };

struct Answer {
    bool found;
    std::vector<uint8_t> value;
};

[[noreturn]] void fail(int error) { throw std::runtime_error(std::generic_category().message(error)); }

// Waits until a socket can be written to or read from.
void await(int socket, short event, Clock::time_point end) {
    pollfd one{socket, event, 0};
    for (;;) {
        const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now()).count();
        if (left <= 0) fail(ETIMEDOUT);
        const int ready = poll(&one, 1, static_cast<int>(std::min<int64_t>(left, 60'000)));
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) fail(errno);
    }
}

class Connection {
public:
    // Tries again until the end: rank 0 may come later.
    Connection(const std::string& host, int port, Clock::time_point end) {
        addrinfo hints{}, *addresses = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        std::string reason;
        do {
            const int unknown = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &addresses);
            if (unknown != 0) reason = gai_strerror(unknown);
            const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(unknown == 0 ? addresses : nullptr, freeaddrinfo);
            for (const addrinfo* one = owner.get(); one != nullptr; one = one->ai_next) {
                try {
                    open(*one, std::min(end, Clock::now() + kOneTry));
                    return;
                } catch (const std::exception& error) {
                    reason = error.what();
                    close();
                }
            }
            std::this_thread::sleep_for(kPause);
        } while (Clock::now() < end);
        throw std::runtime_error(reason);
    }

    Connection(const Connection&) = delete;
    ~Connection() { close(); }

    void send(const std::vector<uint8_t>& bytes, Clock::time_point end) {
        for (size_t sent = 0; sent < bytes.size();) {
            await(socket_, POLLOUT, end);
            const ssize_t now = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (now > 0) sent += static_cast<size_t>(now);
            else if (errno != EINTR && errno != EAGAIN) fail(errno);
        }
    }

    void receive(void* target, size_t length, Clock::time_point end) {
        for (size_t received = 0; received < length;) {
            await(socket_, POLLIN, end);
            const ssize_t now = recv(socket_, static_cast<uint8_t*>(target) + received, length - received, 0);
            if (now == 0) throw std::runtime_error("Connection closed");
            if (now > 0) received += static_cast<size_t>(now);
            else if (errno != EINTR && errno != EAGAIN) fail(errno);
        }
    }

private:
    void open(const addrinfo& address, Clock::time_point end) {
        socket_ = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket_ < 0) fail(errno);
        if (connect(socket_, address.ai_addr, address.ai_addrlen) != 0) {
            if (errno != EINPROGRESS) fail(errno);
            await(socket_, POLLOUT, end);
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error != 0) fail(error);
        }
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    int socket_ = -1;
};

class RendezvousStore : public c10d::Store {
public:
    RendezvousStore(std::string host, int port, Milliseconds timeout)
        : Store(timeout), host_(std::move(host)), port_(port), connection_(host_, port, Clock::now() + timeout) {
        connection_.send({kGreeting, kGreeting + sizeof kGreeting - 1}, Clock::now() + timeout);
    }

    void set(const std::string& key, const std::vector<uint8_t>& value) override { ask(Operation::set, key, value); }

    std::vector<uint8_t> get(const std::string& key) override {
        wait({key}, getTimeout());
        return ask(Operation::get, key).value;
    }

    int64_t add(const std::string& key, int64_t number) override {
        std::vector<uint8_t> bytes(sizeof number);
        std::memcpy(bytes.data(), &number, sizeof number);
        return number_of(ask(Operation::add, key, bytes));
    }

    bool deleteKey(const std::string& key) override { return ask(Operation::remove, key).found; }

    bool check(const std::vector<std::string>& keys) override {
        for (const std::string& key : keys) {
            if (!ask(Operation::has, key).found) return false;
        }
        return true;
    }

    int64_t getNumKeys() override { return number_of(ask(Operation::count, "all")); }

    void wait(const std::vector<std::string>& keys) override { wait(keys, getTimeout()); }

    void wait(const std::vector<std::string>& keys, const Milliseconds& timeout) override {
        if (!wait_until(Clock::now() + timeout, [&] { return check(keys); })) throw std::runtime_error("no rank has set " + keys.front());
    }

    void setTimeout(const Milliseconds& timeout) override {
        const std::lock_guard<std::mutex> one(lock_);
        timeout_ = timeout;
    }

    // Newer versions of libtorch ask for it, 1.13 does not.
    c10::intrusive_ptr<c10d::Store> clone() { return c10::make_intrusive<RendezvousStore>(host_, port_, getTimeout()); }

private:
    static int64_t number_of(const Answer& answer) {
        int64_t number = 0;
        if (answer.value.size() != sizeof number) throw std::runtime_error("the answer of rank 0 is no number");
        std::memcpy(&number, answer.value.data(), sizeof number);
        return number;
    }

    // Any number of threads; their questions wait for one another.
    Answer ask(Operation operation, const std::string& key, const std::vector<uint8_t>& value = {}) {
        const std::lock_guard<std::mutex> one(lock_);
        if (broken_) throw std::runtime_error("the connection to rank 0 was lost before");
        broken_ = true;  // Until the whole answer is here: the rest of one would be taken for the next.
        const auto end = Clock::now() + timeout_;
        const uint32_t lengths[] = {static_cast<uint32_t>(key.size()), static_cast<uint32_t>(value.size())};
        std::vector<uint8_t> question{static_cast<uint8_t>(operation)};
        const auto* bytes = reinterpret_cast<const uint8_t*>(lengths);
        question.insert(question.end(), bytes, bytes + sizeof lengths);
        question.insert(question.end(), key.begin(), key.end());
        question.insert(question.end(), value.begin(), value.end());
        connection_.send(question, end);

        uint8_t found = 0;
        uint32_t length = 0;
        connection_.receive(&found, sizeof found, end);
        connection_.receive(&length, sizeof length, end);
        if (length > kLongestValue) throw std::runtime_error("what answers is not rank 0 of such a job");
        Answer answer{found != 0, std::vector<uint8_t>(length)};
        connection_.receive(answer.value.data(), length, end);
        broken_ = false;
        return answer;
    }

    const std::string host_;
    const int port_;
    Connection connection_;
    std::mutex lock_;
    bool broken_ = false;
};

}  // namespace

EXPORT void* cd_store_at(const char* host, int port, int64_t timeout_ms) {
    void* result = nullptr;
    guarded([&] { result = new StorePointer(c10::make_intrusive<RendezvousStore>(host, port, Milliseconds(timeout_ms))); });
    return result;
}
