using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// The invented readers: one for each thing in which readers differ. An invented reader has no number in the database,
/// so the links in the mail open nothing.
/// Tests: InventedReadersTests.
/// </summary>
internal static class InventedReaders
{
    /// <summary>The reader of a preview when nobody asks for another one.</summary>
    public const string Usual = "ana";

    /// <summary>All of them, the usual one first.</summary>
    /// <param name="now">Terms end some days before or after it.</param>
    public static IReadOnlyList<InventedReader> All(DateTimeOffset now)
    {
        var ana = Recipient.Sample("ana@example.com");
        return
        [
            new(Usual, "a usual reader", ana),
            new(
                "nameless",
                "no name is known",
                ana with
                {
                    Email = "nameless@example.com",
                    FirstName = null,
                    LastName = null,
                }
            ),
            new(
                "trial",
                "on trial for five more days",
                ana with
                {
                    Email = "trial@example.com",
                    FirstName = "Tom",
                    LastName = "Berg",
                    Term = "trial",
                    TermEndsAt = now.AddDays(5),
                }
            ),
            new(
                "paid",
                "has paid, for 200 more days",
                ana with
                {
                    Email = "paid@example.com",
                    FirstName = "Petra",
                    LastName = "Lang",
                    Term = "paid",
                    TermEndsAt = now.AddDays(200),
                }
            ),
            new(
                "expired",
                "the trial ended yesterday",
                ana with
                {
                    Email = "expired@example.com",
                    FirstName = "Ella",
                    LastName = "Moss",
                    Status = "expired",
                    Term = "trial",
                    TermEndsAt = now.AddDays(-1),
                }
            ),
            new(
                "auckland",
                "lives in another time zone",
                ana with
                {
                    Email = "auckland@example.com",
                    FirstName = "Hana",
                    LastName = "Parata",
                    TimeZone = "Pacific/Auckland",
                }
            ),
            new(
                "long-name",
                "has a very long name",
                ana with
                {
                    Email = "maximiliane.antoinette.von.der.heydenreich-castellanos@long-name.example.com",
                    FirstName = "Maximiliane-Antoinette Philippa",
                    LastName = "von der Heydenreich-Castellanos y Fernández-O'Shaughnessy",
                }
            ),
        ];
    }

    /// <summary>The reader of this name; null when there is none.</summary>
    public static InventedReader? Find(string name, DateTimeOffset now) =>
        All(now).FirstOrDefault(reader => reader.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The message about a name that no invented reader has.</summary>
    public static string Unknown(string name)
    {
        var names = All(DateTimeOffset.UnixEpoch).Select(reader => reader.Name).ToList();
        var meant = DidYouMean.Closest(name, names) is { } near ? $"did you mean {near}? There" : "there";
        return $"no invented reader is called \"{name}\"; {meant} are: {string.Join(", ", names)}. A subscriber's "
            + "address works, too.";
    }
}
