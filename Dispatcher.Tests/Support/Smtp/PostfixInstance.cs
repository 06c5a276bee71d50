using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// A real Postfix for one test on a loopback port: configuration, queue, log and mailboxes are in one folder, and the
/// system's own Postfix is not touched. It delivers for all addresses at example.com, example.org and example.net and
/// relays for nobody. An instance that bounces accepts mail for all of these, and then finds that it knows only some.
/// </summary>
internal sealed class PostfixInstance : IAsyncDisposable
{
    private const string Program = "/usr/sbin/postfix";

    /// <summary>The user nobody, because virtual(8) does not deliver as a user with a number below 100.</summary>
    private const int MailboxOwner = 65534;

    private readonly TestFolder _folder = new();

    private PostfixInstance(string? known)
    {
        Port = Peer.FreePort();
        _folder.LetOthersRead();
        _folder.Write("etc/mailboxes", $"/^bounces[+]/ bounces/\n/{known ?? "."}/ all/\n");
        _folder.Write("etc/main.cf", MainSettings(isBouncing: known is not null));
        _folder.Write("etc/master.cf", Services());

        // Postfix makes the data folder itself, with its owner, but expects the other folders to exist.
        foreach (var name in (string[])["queue", "log", "mail"])
        {
            Directory.CreateDirectory(_folder.File(name));
        }

        _folder.LetOthersWrite("mail");
    }

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing => Peer.Missing(Program, needsRoot: true);

    public int Port { get; }

    /// <summary>The Maildir where mail to <c>bounces+anything@example.com</c> arrives.</summary>
    public string BounceMailbox => Path.Combine(_folder.Path, "mail", "bounces");

    private string LogFile => Path.Combine(_folder.Path, "log", "mail.log");

    private string Mailbox => Path.Combine(_folder.Path, "mail", "all", "new");

    /// <summary>Starts it and waits until it answers; ignores the test when it is not installed.</summary>
    /// <param name="known">A regular expression for the addresses that have a mailbox; mail for others bounces. Null
    /// for all addresses.</param>
    public static async Task<PostfixInstance> StartAsync(string? known = null)
    {
        Peer.Require(Missing);
        var postfix = new PostfixInstance(known);
        try
        {
            await postfix.ControlAsync("start");
            await Peer.WaitForGreetingAsync(postfix.Port, TimeSpan.FromSeconds(30));
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            var log = postfix.Log();
            postfix._folder.Dispose();
            throw new InvalidOperationException($"{e.Message} Its log: {log}", e);
        }

        return postfix;
    }

    /// <summary>Its mail log so far.</summary>
    public string Log() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>The delivered messages, in no order.</summary>
    public IReadOnlyList<DeliveredMessage> Delivered() => [.. Files().Select(Read)];

    /// <summary>Waits until so many messages have been delivered.</summary>
    /// <exception cref="TimeoutException">Not enough messages were delivered within the limit.</exception>
    public async Task WaitForDeliveriesAsync(int count, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (Files().Length < count)
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"{Files().Length} of {count} messages were delivered within {limit}. The log: {Log()}"
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("stop");
        _folder.Dispose();
    }

    private static DeliveredMessage Read(string path)
    {
        var message = MimeMessage.Load(path);
        return new(message.Headers["Delivered-To"]!, message);
    }

    private string[] Files() => Directory.Exists(Mailbox) ? Directory.GetFiles(Mailbox) : [];

    private async Task ControlAsync(string verb)
    {
        var (status, printed) = await ChildProcess.RunAsync(
            Program,
            ["-c", _folder.File("etc"), verb],
            TimeSpan.FromSeconds(20)
        );
        if (status != 0)
        {
            throw new InvalidOperationException($"postfix {verb} ended with {status}: {printed}");
        }
    }

    /// <summary>No DNS, no system users, no relaying, no limits per client; the log in its own folder.</summary>
    private string MainSettings(bool isBouncing) =>
        $"""
            compatibility_level = 3.6
            queue_directory = {_folder.Path}/queue
            data_directory = {_folder.Path}/data
            maillog_file = {LogFile}
            maillog_file_prefixes = {_folder.Path}
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            myhostname = postfix.test
            mydestination =
            alias_maps =
            alias_database =
            disable_dns_lookups = yes
            smtpd_peername_lookup = no
            smtpd_relay_restrictions = reject_unauth_destination
            smtpd_client_connection_count_limit = 0
            smtpd_tls_security_level = none
            in_flow_delay = 0
            virtual_mailbox_domains = example.com, example.org, example.net
            virtual_mailbox_base = {_folder.Path}/mail
            virtual_mailbox_maps = regexp:{_folder.Path}/etc/mailboxes
            smtpd_reject_unlisted_recipient = {(isBouncing ? "no" : "yes")}
            virtual_uid_maps = static:{MailboxOwner}
            virtual_gid_maps = static:{MailboxOwner}

            """;

    /// <summary>master(5): name, type, private, unprivileged, chroot, wake-up, processes, program.</summary>
    private string Services() =>
        $"""
            127.0.0.1:{Port} inet n - n - - smtpd
            postlog unix-dgram n - n - 1 postlogd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            virtual unix - n n - - virtual
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            proxymap unix - - n - - proxymap
            anvil unix - - n - 1 anvil
            pickup unix n - n 60 1 pickup
            showq unix n - n - - showq

            """;
}
