using Newsletter.Dispatcher.Subscribers.Import.Columns;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import.Columns;

[TestFixture]
internal sealed class ColumnNameTests
{
    [TestCase("optOut", "opt_out")]
    [TestCase("Opt-Out?", "opt_out")]
    [TestCase("OPT_OUT", "opt_out")]
    [TestCase("GDPRConsent", "gdpr_consent")]
    [TestCase("E-Mail Address", "e_mail_address")]
    [TestCase("Désabonné", "desabonne")]
    [TestCase("Email 1", "email_1")]
    [TestCase(" (source) ", "source")]
    [TestCase("\uD800x", "x")]
    [TestCase("", "")]
    public void A_name_has_one_key_however_it_is_spelt(string name, string expected) =>
        Assert.That(ColumnName.Key(name), Is.EqualTo(expected));

    [Test]
    public void A_long_name_is_cut() =>
        Assert.That(ColumnName.Shown(new string('a', 1000)), Is.EqualTo(new string('a', 40) + "…"));
}
