using Microsoft.AspNetCore.Http;
using Newsletter.Dispatcher.Commands.Issues.Watch;

namespace Newsletter.Dispatcher.Tests.Commands.Issues.Watch;

[TestFixture]
internal sealed class WatchGuardTests
{
    private readonly WatchGuard _guard = new("secret");

    [TestCase("GET", "127.0.0.1:5000", "/secret/", null)]
    [TestCase("HEAD", "localhost:5000", "/secret/mail/dark", null)]
    [TestCase("GET", "LOCALHOST:5000", "/secret/state", null)]
    [TestCase("GET", "evil.example:5000", "/secret/", 421)]
    [TestCase("GET", "127.0.0.1.evil.example:5000", "/secret/", 421)]
    [TestCase("GET", "127.0.0.1:5001", "/secret/", 421)]
    [TestCase("GET", "127.0.0.1", "/secret/", 421)]
    [TestCase("GET", "", "/secret/", 421)]
    [TestCase("GET", "127.0.0.1:5000", "/", 404)]
    [TestCase("GET", "127.0.0.1:5000", "/secret", 404)]
    [TestCase("GET", "127.0.0.1:5000", "/secre/state", 404)]
    [TestCase("GET", "127.0.0.1:5000", "/secrets/state", 404)]
    [TestCase("GET", "127.0.0.1:5000", "/SECRET/state", 404)]
    [TestCase("POST", "127.0.0.1:5000", "/secret/state", 405)]
    [TestCase("POST", "127.0.0.1:5000", "/wrong/state", 404)]
    public void Who_may_read(string method, string host, string path, int? refusal) =>
        Assert.That(_guard.Refusal(method, new HostString(host), port: 5000, path, out _), Is.EqualTo(refusal));

    [Test]
    public void The_rest_of_the_path_comes_after_the_secret()
    {
        _guard.Refusal("GET", new HostString("127.0.0.1:5000"), port: 5000, "/secret/mail/dark", out var rest);

        Assert.That(rest, Is.EqualTo("mail/dark"));
    }

    [Test]
    public void Each_watch_has_a_secret_of_its_own() =>
        Assert.That(
            Enumerable.Range(0, 100).Select(_ => WatchGuard.NewToken()),
            Is.Unique.And.All.Match("^[0-9a-f]{32}$")
        );
}
