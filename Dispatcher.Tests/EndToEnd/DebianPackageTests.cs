using System.Runtime.Versioning;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>
/// The Debian package is made, installed, upgraded and purged by the real dpkg, in a folder instead of this machine.
/// </summary>
[TestFixture, EndToEnd, SupportedOSPlatform("linux")]
internal sealed class DebianPackageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private TestFolder _folder = null!;

    [SetUp]
    public void Prepare()
    {
        if (!File.Exists("/usr/bin/dpkg-deb"))
        {
            Assert.Ignore("There is no dpkg-deb; install dpkg to run this test.");
        }

        _folder = new TestFolder();
        foreach (var name in new[] { "dispatcher", "dispatcher.dll" })
        {
            var program = _folder.File($"program/{name}");
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), program);
        }

        _folder.Write("root/var/lib/dpkg/status", "");
        Directory.CreateDirectory(_folder.File("root/var/lib/dpkg/info"));
        Directory.CreateDirectory(_folder.File("root/var/lib/dpkg/updates"));
    }

    [TearDown]
    public void Remove() => _folder?.Dispose();

    [Test]
    public async Task An_upgrade_keeps_settings_and_issues_and_a_purge_keeps_the_readers()
    {
        var settings = _folder.File("root/etc/newsletter-dispatcher/appsettings.json");
        const string Data = "root/var/lib/newsletter-dispatcher";

        await DpkgAsync("--install", await MakeAsync("0.6.0"));
        var fresh = await File.ReadAllTextAsync(settings);
        _folder.Write($"{Data}/issues/own.md", "own");
        _folder.Write($"{Data}/dispatcher.db", "readers");
        await File.WriteAllTextAsync(settings, "{}");
        var upgraded = await DpkgAsync("--install", await MakeAsync("0.7.0"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fresh, Does.Contain("\"Newsletter\""));
            Assert.That(upgraded, Does.Contain("Unpacking newsletter-dispatcher (0.7.0) over (0.6.0)"));
            Assert.That(await File.ReadAllTextAsync(settings), Is.EqualTo("{}"));
            Assert.That(await File.ReadAllTextAsync(_folder.File($"{Data}/issues/own.md")), Is.EqualTo("own"));
            Assert.That(
                File.ResolveLinkTarget(_folder.File("root/usr/bin/dispatcher"), returnFinalTarget: false)!.FullName,
                Is.EqualTo(_folder.File("root/usr/lib/newsletter-dispatcher/dispatcher"))
            );
            Assert.That(File.Exists(_folder.File("root/usr/lib/systemd/system/newsletter-dispatcher.service")));
            Assert.That(File.GetUnixFileMode(_folder.File(Data)), Is.EqualTo((UnixFileMode)0b111_000_000));
            Assert.That(File.GetUnixFileMode(settings), Is.EqualTo((UnixFileMode)0b110_100_000));
        }

        var purged = await DpkgAsync("--purge", "newsletter-dispatcher");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(purged, Does.Contain("/var/lib/newsletter-dispatcher is kept"));
            Assert.That(File.Exists(settings), Is.False);
            Assert.That(Directory.Exists(_folder.File("root/usr/lib/newsletter-dispatcher")), Is.False);
            Assert.That(await File.ReadAllTextAsync(_folder.File($"{Data}/dispatcher.db")), Is.EqualTo("readers"));
        }
    }

    [Test]
    public async Task A_purge_leaves_nothing_where_nothing_was_written()
    {
        await DpkgAsync("--install", await MakeAsync("0.6.0"));

        await DpkgAsync("--purge", "newsletter-dispatcher");

        Assert.That(Directory.Exists(_folder.File("root/var/lib/newsletter-dispatcher")), Is.False);
        Assert.That(Directory.Exists(_folder.File("root/etc/newsletter-dispatcher")), Is.False);
    }

    [Test]
    public async Task The_same_program_gives_the_same_package()
    {
        var first = await File.ReadAllBytesAsync(await MakeAsync("0.6.0"));
        var second = await File.ReadAllBytesAsync(await MakeAsync("0.6.0"));

        Assert.That(second.AsSpan().SequenceEqual(first), "the packages differ");
    }

    /// <returns>The path of the package.</returns>
    private async Task<string> MakeAsync(string version)
    {
        var package = _folder.File($"{Guid.NewGuid():N}.deb");
        var (status, printed) = await ChildProcess.RunAsync(
            Path.Combine(Corpora.Repository(), "deploy", "deb"),
            [_folder.File("program"), version, "amd64", package],
            Limit
        );
        Assert.That(status, Is.Zero, printed);
        return package;
    }

    /// <summary>Its scripts run on this machine and know by DPKG_ROOT that they must change nothing on it.</summary>
    private async Task<string> DpkgAsync(string verb, string what)
    {
        var (status, printed) = await ChildProcess.RunAsync(
            "dpkg",
            [
                $"--root={_folder.File("root")}",
                "--force-script-chrootless",
                "--force-not-root",
                "--force-depends",
                "--force-confold",
                verb,
                what,
            ],
            Limit
        );
        Assert.That(status, Is.Zero, printed);
        return printed;
    }
}
