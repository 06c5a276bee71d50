using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

[TestFixture, Integration]
internal sealed class ScriptedSmtpTlsTests
{
    [TestCase(SmtpTls.StartTls, SecureSocketOptions.StartTls)]
    [TestCase(SmtpTls.Implicit, SecureSocketOptions.SslOnConnect)]
    public async Task A_login_and_a_message_go_through_TLS(SmtpTls tls, SecureSocketOptions security)
    {
        using var certificate = TestCertificate.Valid();
        await using var server = ScriptedSmtpServer.Start(Options(tls, certificate));
        using var client = Trusting(certificate);

        await client.ConnectAsync("localhost", server.Port, security);
        await client.AuthenticateAsync("ada", "secret");
        await client.SendAsync(MailKitClient.Message());

        Assert.That(client.IsSecure, Is.True);
        Assert.That(server.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task STARTTLS_comes_before_the_login_and_is_not_offered_twice()
    {
        using var certificate = TestCertificate.Valid();
        await using var server = ScriptedSmtpServer.Start(Options(SmtpTls.StartTls, certificate));
        using var client = Trusting(certificate);

        await client.ConnectAsync("localhost", server.Port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync("ada", "secret");

        var dialog = server.Dialog(1).ToList();
        var login = dialog.FindIndex(line => line.StartsWith("C: AUTH", StringComparison.Ordinal));
        var handshake = dialog.FindIndex(line => line.StartsWith("-- Tls", StringComparison.Ordinal));
        Assert.That(login, Is.GreaterThan(handshake).And.GreaterThan(0));
        Assert.That(
            dialog.Count(line => line.EndsWith("STARTTLS", StringComparison.Ordinal)),
            Is.EqualTo(2),
            "one offer, one command"
        );
    }

    [TestCase("expired", "certificate")]
    [TestCase("wrong name", "name")]
    [TestCase("self-signed", "certificate")]
    public async Task A_bad_certificate_stops_the_client_before_it_sends_a_command(string fault, string expected)
    {
        using var certificate = fault switch
        {
            "expired" => TestCertificate.Expired(),
            "wrong name" => TestCertificate.WrongName(),
            _ => TestCertificate.Valid(),
        };
        await using var server = ScriptedSmtpServer.Start(Options(SmtpTls.StartTls, certificate));
        using var client =
            fault == "self-signed" ? new SmtpClient { CheckCertificateRevocation = false } : Trusting(certificate);

        var refused = await Assert.ThrowsAsync<SslHandshakeException>(() => ConnectAsync(client, server));

        Assert.That(refused!.Message, Does.Contain(expected).IgnoreCase);
        Assert.That(server.Dialog(1), Has.None.StartsWith("C: AUTH").And.None.StartsWith("C: MAIL"));
    }

    [Test]
    public async Task STARTTLS_that_is_not_offered_is_NotSupported()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = new SmtpClient();

        await Assert.ThrowsAsync<NotSupportedException>(() => ConnectAsync(client, server));
    }

    [Test]
    public async Task STARTTLS_that_is_refused_has_its_code()
    {
        using var certificate = TestCertificate.Valid();
        await using var server = ScriptedSmtpServer
            .Start(Options(SmtpTls.StartTls, certificate))
            .On(Stage.StartTls, Reply("454 4.7.0 not now"));
        using var client = Trusting(certificate);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => ConnectAsync(client, server));

        Assert.That((int)refused!.StatusCode, Is.EqualTo(454));
    }

    [Test]
    public async Task A_reply_injected_after_STARTTLS_is_ignored()
    {
        using var certificate = TestCertificate.Valid();
        await using var server = ScriptedSmtpServer
            .Start(new() { Tls = SmtpTls.StartTls, Certificate = certificate })
            .On(Stage.StartTls, Raw("220 go ahead\r\n250 AUTH PLAIN\r\n"));
        using var client = Trusting(certificate);

        await client.ConnectAsync("localhost", server.Port, SecureSocketOptions.StartTls);

        Assert.That(client.Capabilities.HasFlag(SmtpCapabilities.Authentication), Is.False);
    }

    [TestCase("PLAIN")]
    [TestCase("LOGIN")]
    public async Task A_login_is_checked(string mechanism)
    {
        await using var server = ScriptedSmtpServer.Start(
            new()
            {
                User = "ada",
                Password = "s€cret",
                Mechanisms = [mechanism],
            }
        );
        using var right = await MailKitClient.ConnectAsync(server.Port);
        using var wrong = await MailKitClient.ConnectAsync(server.Port);

        await right.AuthenticateAsync("ada", "s€cret");
        await right.SendAsync(MailKitClient.Message());
        await Assert.ThrowsAsync<AuthenticationException>(() => wrong.AuthenticateAsync("ada", "secret"));
        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => wrong.SendAsync(MailKitClient.Message()));

        Assert.That(server.Messages.Select(m => m.Connection), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_login_can_be_refused_by_script()
    {
        await using var server = ScriptedSmtpServer
            .Start(new() { User = "ada", Password = "secret" })
            .On(Stage.Auth, Reply("454 4.7.0 later"));
        using var client = await MailKitClient.ConnectAsync(server.Port);

        var refused = await Assert.CatchAsync(() => client.AuthenticateAsync("ada", "secret"));

        Assert.That(refused!.Message, Does.Contain("later"));
    }

    private static Task ConnectAsync(SmtpClient client, ScriptedSmtpServer server) =>
        client.ConnectAsync("localhost", server.Port, SecureSocketOptions.StartTls);

    private static SmtpServerOptions Options(SmtpTls tls, X509Certificate2 certificate) =>
        new()
        {
            Tls = tls,
            Certificate = certificate,
            User = "ada",
            Password = "secret",
        };

    /// <summary>A client that trusts this certificate, if its dates and names are valid.</summary>
    private static SmtpClient Trusting(X509Certificate2 certificate) =>
        new()
        {
            Timeout = 1000,
            ServerCertificateValidationCallback = (_, _, _, errors) =>
                !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && IsValid(certificate),
        };

    private static bool IsValid(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
