namespace Newsletter.Dispatcher.Settings;

/// <summary>Every setting of the program, checked. Made once at start; nothing changes it afterwards.</summary>
internal sealed record DispatcherSettings(
    NewsletterSettings Newsletter,
    DeliverySettings Delivery,
    IReadOnlyList<RelaySettings> Relays,
    StorageSettings Storage
)
{
    public WebSettings Web { get; init; } = new();

    /// <summary>Keys that sign every mail; empty leaves it to the relay.</summary>
    public IReadOnlyList<DkimSettings> Dkim { get; init; } = [];

    public BouncesSettings Bounces { get; init; } = new();

    /// <summary>Null where nobody can pay here.</summary>
    public StripeSettings? Stripe { get; init; }

    public AlertSettings Alerts { get; init; } = new();

    public DoctorSettings Doctor { get; init; } = new();

    public RetentionSettings Retention { get; init; } = new();

    /// <summary>Each setting, and where it came from, without secrets; empty for settings that were read from no
    /// file.</summary>
    public IReadOnlyList<SettingInForce> InForce { get; init; } = [];

    public LoggingSettings Logging { get; init; } = new();

    public DeskSettings Desk { get; init; } = new();

    public BackupSettings Backup { get; init; } = new();
}
