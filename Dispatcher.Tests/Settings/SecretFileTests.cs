using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

internal sealed class SecretFileTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("secret", null)]
    [TestCase("credential:secret", "here")]
    public void A_file_and_a_credential_of_systemd_are_read(string value, string? credentials)
    {
        Write(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.That(
            SecretFile.Read(value, _folder.Path, credentials is null ? null : _folder.Path),
            Is.EqualTo(("hunter2", (string?)null))
        );
    }

    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    public void A_file_that_everybody_can_read_or_change_is_refused_with_what_to_type(UnixFileMode others)
    {
        var path = Write(UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        var (secret, takes) = SecretFile.Read("secret", _folder.Path, credentials: null);

        Assert.That(secret, Is.Null);
        Assert.That(takes, Does.EndWith($"chmod o-rwx '{path}'"));
    }

    [TestCase("credential:secret", "LoadCredential=secret:/path/of/secret")]
    [TestCase("credential:", "the name of a credential")]
    [TestCase("credential:../secret", "the name of a credential")]
    [TestCase("nothing", "a file that can be read")]
    public void What_cannot_be_read_says_what_to_write(string value, string takes) =>
        Assert.That(SecretFile.Read(value, _folder.Path, credentials: null).Takes, Does.Contain(takes));

    private string Write(UnixFileMode mode)
    {
        var path = _folder.Write("secret", "hunter2\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }
}
