using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>The settings of the demo. Tests: DemoWeekTests.</summary>
internal static class DemoSettings
{
    /// <summary>
    /// The settings of this folder, but with a database that is gone afterwards, the outbox as the way out, pages on
    /// this machine, and a price and a return path, so that there is something to see.
    /// </summary>
    public static DispatcherSettings Of(DispatcherSettings settings, string scratch, string root, int port) =>
        settings with
        {
            Newsletter = settings.Newsletter with
            {
                BaseUrl = $"http://localhost:{port}",
                AnnualPrice = settings.Newsletter.AnnualPrice ?? "€60",
                CanPay = false,
                Approval = ApprovalMode.None,
            },
            Web = settings.Web with { Listen = $"http://127.0.0.1:{port}" },
            Bounces = new BouncesSettings { ReturnPath = $"bounces+{ReturnPath.Placeholder}@example.com" },
            Desk = new DeskSettings(),
            Stripe = null,
            Storage = new StorageSettings
            {
                ConnectionString = $"Data Source={Path.Combine(scratch, "demo.db")}",
                KeyFile = Path.Combine(scratch, "demo.keys"),
            },
            Delivery = settings.Delivery with
            {
                Method = DeliveryMethod.Pickup,
                PickupDirectory = Path.Combine(root, "outbox"),
            },
        };

    /// <summary>The same for the pages: an issue waits for somebody who approves it.</summary>
    public static DispatcherSettings OfPages(DispatcherSettings settings) =>
        settings with
        {
            Newsletter = settings.Newsletter with { Approval = ApprovalMode.One },
        };

    /// <summary>The same for the week before: its mails are thrown away.</summary>
    public static DispatcherSettings OfPast(DispatcherSettings settings, string scratch) =>
        settings with
        {
            Delivery = settings.Delivery with { PickupDirectory = Path.Combine(scratch, "sent") },
        };
}
