using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A real Dovecot for one test on loopback ports, with one mailbox as a Maildir: configuration, sockets and mail are in
/// one folder, and the system's own Dovecot is not touched.
/// </summary>
internal sealed class DovecotInstance : IAsyncDisposable
{
    public const string UserName = "bounces";
    public const string Password = "correct horse";

    private const string Program = "/usr/sbin/dovecot";

    /// <summary>The user nobody, because Postfix delivers as this user in these tests.</summary>
    private const int MailboxOwner = 65534;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestFolder _folder = new();
    private ChildProcess? _process;

    private DovecotInstance(string? maildir, X509Certificate2? certificate, string? lessCapability)
    {
        Port = Peer.FreePort();
        TlsPort = Peer.FreePort();
        Maildir = maildir ?? Path.Combine(_folder.Path, "mail");
        _folder.LetOthersRead();
        if (maildir is null)
        {
            Directory.CreateDirectory(Maildir);
            _folder.LetOthersWrite("mail");
        }

        _folder.Write("users", $"{UserName}:{{PLAIN}}{Password}:{MailboxOwner}:{MailboxOwner}::{_folder.Path}\n");
        if (certificate is not null)
        {
            _folder.Write("certificate.pem", certificate.ExportCertificatePem());
            _folder.Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }

        _folder.Write("dovecot.conf", Settings(certificate is not null, lessCapability));
    }

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing => Peer.Missing(Program, needsRoot: true) ?? Peer.Missing("/usr/lib/dovecot/imap");

    /// <summary>The clear-text port, with STARTTLS when there is a certificate.</summary>
    public int Port { get; }

    /// <summary>The port with TLS from the first byte, when there is a certificate.</summary>
    public int TlsPort { get; }

    public string Maildir { get; }

    private string LogFile => Path.Combine(_folder.Path, "dovecot.log");

    /// <summary>Starts it and waits until it answers; ignores the test when it is not installed.</summary>
    /// <param name="maildir">Another mailbox; null for a new one.</param>
    /// <param name="certificate">Null offers no TLS.</param>
    /// <param name="without">Capabilities that it does not offer, for example <c>IDLE MOVE</c>.</param>
    public static async Task<DovecotInstance> StartAsync(
        string? maildir = null,
        X509Certificate2? certificate = null,
        string? without = null
    )
    {
        Peer.Require(Missing);
        var dovecot = new DovecotInstance(maildir, certificate, without);
        try
        {
            await dovecot.StartAgainAsync();
            return dovecot;
        }
        catch
        {
            await dovecot.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync()
    {
        _process = ChildProcess.Start(Program, ["-F", "-c", Path.Combine(_folder.Path, "dovecot.conf")]);
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var client = new ImapClient();
                await client.ConnectAsync("127.0.0.1", Port, SecureSocketOptions.None, late.Token);
                return;
            }
            catch (Exception e)
                when (e is IOException or System.Net.Sockets.SocketException or ImapProtocolException
                    && !late.IsCancellationRequested
                    && !_process.HasExited
                )
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
            catch (Exception e)
                when (e
                        is IOException
                            or System.Net.Sockets.SocketException
                            or ImapProtocolException
                            or OperationCanceledException
                )
            {
                throw new InvalidOperationException(
                    $"Dovecot does not start: {_process.Output}{_process.Error}{Log()}",
                    e
                );
            }
        }
    }

    /// <summary>Ends it with all its connections.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            process.Send(Signal.Terminate);
            await process.WaitAsync(Patience);
            await process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Delivers mails into a folder as a mail server does.</summary>
    public void Deliver(params string[] mails)
    {
        foreach (var name in (string[])["tmp", "new", "cur"])
        {
            Directory.CreateDirectory(Path.Combine(Maildir, name));
            TestFolder.LetAnybody(Path.Combine(Maildir, name));
        }

        foreach (var mail in mails)
        {
            var name = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
            var file = Path.Combine(Maildir, "tmp", name);
            File.WriteAllText(file, mail, Encoding.Latin1);
            TestFolder.LetAnybody(file);
            File.Move(file, Path.Combine(Maildir, "new", name));
        }
    }

    /// <summary>Subjects in a folder, as another mail program sees them; empty when there is no such folder.</summary>
    public async Task<IReadOnlyList<string>> SubjectsAsync(string path)
    {
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(UserName, Password);
        try
        {
            var folder = await client.GetFolderAsync(path);
            await folder.OpenAsync(FolderAccess.ReadOnly);
            return
            [
                .. (await folder.FetchAsync(0, -1, MessageSummaryItems.Envelope)).Select(one => one.Envelope!.Subject!),
            ];
        }
        catch (FolderNotFoundException)
        {
            return [];
        }
    }

    public string Log() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private string Settings(bool hasTls, string? without) =>
        $$"""
            base_dir = {{_folder.Path}}/run
            state_dir = {{_folder.Path}}/state
            log_path = {{LogFile}}
            protocols = imap
            listen = 127.0.0.1
            disable_plaintext_auth = no
            auth_mechanisms = plain
            auth_verbose = yes
            first_valid_uid = 1
            mail_location = maildir:{{Maildir}}
            maildir_stat_dirs = yes
            {{(
                hasTls
                    ? $"ssl = yes\nssl_cert = <{_folder.Path}/certificate.pem\nssl_key = <{_folder.Path}/key.pem"
                    : "ssl = no"
            )}}
            {{(
                without is null
                    ? ""
                    : "imap_capability = IMAP4rev1 LITERAL+ UIDPLUS "
                        + string.Join(' ', new[] { "IDLE", "MOVE" }.Except(without.Split(' ')))
            )}}
            passdb {
              driver = passwd-file
              args = {{_folder.Path}}/users
            }
            userdb {
              driver = passwd-file
              args = {{_folder.Path}}/users
            }
            service anvil {
              chroot =
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{Port}}
              }
              inet_listener imaps {
                port = {{(hasTls ? TlsPort : 0)}}
              }
            }
            protocol imap {
              mail_max_userip_connections = 100
            }

            """;
}
